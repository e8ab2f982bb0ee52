import type { SmsAppSettings, SmsDefault, SmsReadiness } from '@sms-settings/api'
import { useState } from 'react'
import { usePermission } from '../context.ts'
import { Button, ErrorBanner, type Option, Select, useNotify } from '../elements/index.ts'
import { useSmsMutation } from '../queries/queries.ts'
import { useErrorText } from '../words/errors.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { appWords } from './words.ts'

const AUTOMATIC = 'automatic'
/** A purpose and region in one word. */
export const defaultKey = ({ purpose, region }: Pick<SmsDefault, 'purpose' | 'region'>) => `${purpose} ${region}`

/** What the person has changed, by purpose and region; null is automatic. A colleague's changes to the rest stay. */
type Changes = ReadonlyMap<string, SmsDefault | null>
const NONE: Changes = new Map()

const isSame = (one: SmsDefault | null | undefined, other: SmsDefault | null | undefined) =>
  one?.stid === other?.stid && one?.ssid === other?.ssid
/** What was changed while others were on their way. */
const without = (changes: Changes, sent: Changes): Changes =>
  new Map([...changes].filter(([key, it]) => !sent.has(key) || !isSame(it, sent.get(key))))

/** Which signature and template each purpose and region uses when the application names none. */
export const DefaultsForm = ({
  settings,
  readAgain,
}: {
  settings: SmsAppSettings
  /** The settings as they are now. */
  readAgain: () => Promise<SmsAppSettings>
}) => {
  const words = useWords(appWords)
  const names = useVocabulary()
  const notify = useNotify()
  const text = useErrorText()
  const mayWrite = usePermission('settings:write')
  const put = useSmsMutation('putAppDefaults')
  const { app, signatures, templates, readiness, defaults } = settings
  const [changes, setChanges] = useState(NONE)
  /** On their way to the server. */
  const [sent, setSent] = useState<Changes | null>(null)
  const [error, setError] = useState<unknown>()

  const chosenFor = (row: SmsReadiness): SmsDefault | null => {
    const mine = changes.get(defaultKey(row))
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
    const key = defaultKey(row)
    const next = new Map(changes)
    const stored = defaults.find((it) => defaultKey(it) === key)
    // Nothing is changed by what is there already, unless something else is about to take its place.
    if (isSame(stored, to) && !sent?.has(key)) next.delete(key)
    else next.set(key, to)
    setChanges(next)
  }

  const pickTemplate = (row: SmsReadiness, stid: string) => {
    const ssid = signaturesFor(stid)[0]?.ssid
    if (stid === AUTOMATIC || ssid === undefined) change(row, null)
    else change(row, { purpose: row.purpose, region: row.region, stid, ssid })
  }

  const save = async () => {
    const now = await readAgain()
    const kept = now.defaults.filter((it) => !changes.has(defaultKey(it)))
    const chosen = [...changes.values()].filter((it) => it !== null)
    await put.mutateAsync({ params: { appId: app.appId }, body: { defaults: [...chosen, ...kept] } })
    setChanges((all) => without(all, changes))
    notify({ tone: 'success', text: words.saved })
  }
  const submit = async () => {
    setError(undefined)
    setSent(changes)
    await save().catch(setError)
    setSent(null)
  }
  const discard = () => {
    setError(undefined)
    setChanges(NONE)
  }

  // The server counts the rows that were sent.
  const at = error === undefined ? undefined : /defaults\.(\d+)/.exec(text(error).field ?? '')?.[1]
  const refused = at === undefined ? undefined : put.variables?.body.defaults[Number(at)]
  const refusedRow = refused && `${names.purpose(refused.purpose)}, ${names.region(refused.region)}`

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
      {error !== undefined && <ErrorBanner error={error}>{refusedRow && <strong>{refusedRow}</strong>}</ErrorBanner>}
      {changes.size > 0 && (
        <div className="sms-row">
          <Button look="primary" onPress={submit} isPending={sent !== null}>
            {words.save}
          </Button>
          <Button onPress={discard}>{words.discard}</Button>
        </div>
      )}
    </section>
  )
}
