import type { SmsAppSettings, SmsDefault, SmsReadiness } from '@sms-settings/api'
import { useState } from 'react'
import { Button, ErrorBanner, type Option, Select, useNotify } from '../elements/index.ts'
import { usePermission } from '../provider/context.ts'
import { useSmsMutation } from '../queries/queries.ts'
import { useErrorText } from '../words/errors.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { appWords } from './words.ts'

const AUTOMATIC = 'automatic'
/** A purpose and region in one word. */
export const defaultKey = ({ purpose, region }: Pick<SmsDefault, 'purpose' | 'region'>) => `${purpose} ${region}`

/** Which signature and template each purpose and region uses when the application names none. */
export const DefaultsForm = ({ settings }: { settings: SmsAppSettings }) => {
  const words = useWords(appWords)
  const names = useVocabulary()
  const notify = useNotify()
  const text = useErrorText()
  const mayWrite = usePermission('settings:write')
  const put = useSmsMutation('putAppDefaults')
  const { app, signatures, templates, readiness, defaults } = settings
  /** What the person has changed, by purpose and region; null is automatic. */
  const [changed, setChanged] = useState<ReadonlyMap<string, SmsDefault | null>>(new Map())

  const chosenFor = (row: SmsReadiness): SmsDefault | null => {
    const mine = changed.get(defaultKey(row))
    return mine !== undefined ? mine : (defaults.find((it) => defaultKey(it) === defaultKey(row)) ?? null)
  }
  /** Templates that suit the region and have a signature of their own account to go with. */
  const templatesFor = ({ region }: SmsReadiness) =>
    templates.filter((it) => it.region === region && signatures.some((other) => other.accountId === it.accountId))
  /** What a default names stays in its list though it fits no more: else the list would show something that is not so. */
  const withNamed = (options: Option[], id: string | undefined, label: string | undefined) =>
    id === undefined || options.some((it) => it.id === id) ? options : [...options, { id, label: label ?? id }]
  const signaturesFor = (stid: string) => {
    const accountId = templates.find((it) => it.stid === stid)?.accountId
    return signatures.filter((it) => it.accountId === accountId)
  }
  const change = (row: SmsReadiness, to: SmsDefault | null) => {
    const next = new Map(changed)
    const stored = defaults.find((it) => defaultKey(it) === defaultKey(row))
    if (stored?.stid === to?.stid && stored?.ssid === to?.ssid) next.delete(defaultKey(row))
    else next.set(defaultKey(row), to)
    setChanged(next)
  }

  const pickTemplate = (row: SmsReadiness, stid: string) => {
    const ssid = signaturesFor(stid)[0]?.ssid
    if (stid === AUTOMATIC || ssid === undefined) change(row, null)
    else change(row, { purpose: row.purpose, region: row.region, stid, ssid })
  }

  const save = async () => {
    const rows = readiness.map(chosenFor).filter((it) => it !== null)
    // Those of a purpose that is not registered any more have no row here.
    const others = defaults.filter((it) => !readiness.some((row) => defaultKey(row) === defaultKey(it)))
    await put.mutateAsync({ params: { appId: app.appId }, body: { defaults: [...rows, ...others] } })
    setChanged(new Map())
    notify({ tone: 'success', text: words.saved })
  }

  // The server counts the rows that were sent.
  const at = put.error ? /defaults\.(\d+)/.exec(text(put.error).field ?? '')?.[1] : undefined
  const sent = at === undefined ? undefined : put.variables?.body.defaults[Number(at)]
  const refusedRow = sent && `${names.purpose(sent.purpose)}, ${names.region(sent.region)}`

  return (
    <section className="sms-section">
      <h2 className="sms-section-title">{words.defaults}</h2>
      <p className="sms-section-text">{words.defaultsText}</p>
      <div className="sms-defaults" data-slot="defaults">
        {readiness.map((row) => {
          const what = `${names.purpose(row.purpose)}, ${names.region(row.region)}`
          const chosen = chosenFor(row)
          const fitting = templatesFor(row)
          const options = withNamed(
            [
              { id: AUTOMATIC, label: words.automatic },
              ...fitting.map((it) => ({ id: it.stid, label: it.name, description: it.content })),
            ],
            chosen?.stid,
            templates.find((it) => it.stid === chosen?.stid)?.name,
          )
          return (
            <div key={defaultKey(row)} className="sms-defaults-row" data-slot="default" data-default={defaultKey(row)}>
              <span className="sms-cell-main">{what}</span>
              {mayWrite && (fitting.length > 0 || chosen) ? (
                <>
                  <Select
                    aria-label={words.templateOf(what)}
                    options={options}
                    value={chosen?.stid ?? AUTOMATIC}
                    onChange={(stid) => pickTemplate(row, stid)}
                  />
                  {chosen && (
                    <Select
                      aria-label={words.signatureOf(what)}
                      options={withNamed(
                        signaturesFor(chosen.stid).map((it) => ({ id: it.ssid, label: `【${it.name}】` })),
                        chosen.ssid,
                        signatures.find((it) => it.ssid === chosen.ssid)?.name,
                      )}
                      value={chosen.ssid}
                      onChange={(ssid) => change(row, { ...chosen, ssid })}
                    />
                  )}
                </>
              ) : (
                <span className="sms-muted">
                  {chosen
                    ? words.with(
                        `【${signatures.find((it) => it.ssid === chosen.ssid)?.name ?? chosen.ssid}】`,
                        templates.find((it) => it.stid === chosen.stid)?.name ?? chosen.stid,
                      )
                    : mayWrite
                      ? words.noPair
                      : words.automatic}
                </span>
              )}
            </div>
          )
        })}
      </div>
      {put.error && <ErrorBanner error={put.error}>{refusedRow && <strong>{refusedRow}</strong>}</ErrorBanner>}
      {changed.size > 0 && (
        <div className="sms-row">
          <Button look="primary" onPress={() => save().catch(() => {})} isPending={put.isPending}>
            {words.save}
          </Button>
          <Button onPress={() => setChanged(new Map())}>{words.discard}</Button>
        </div>
      )}
    </section>
  )
}
