import type { CannotSendReason, Region, SmsAppSettings as Settings, SmsReadiness } from '@sms-settings/api'
import { useRef } from 'react'
import { usePermission } from '../context.ts'
import { Badge, Banner, Button, Loaded, Root, Table } from '../elements/index.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { TemplateText } from '../templates/template-text.tsx'
import { errorWords } from '../words/errors.ts'
import { useTurn } from '../words/turns.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { Blocks } from './blocks.tsx'
import { Conversions } from './conversions.tsx'
import { DefaultsForm, defaultKey } from './defaults-form.tsx'
import { type Remedy, remedyFor } from './fixes.ts'
import { PolicySection } from './policy.tsx'
import { readAgain } from './read-again.ts'
import { appWords } from './words.ts'

/** Why no code can be sent, and where that is mended. */
export type SmsFix = {
  reason: CannotSendReason
  purpose: string
  region: Region
  ssid: string | null
  stid: string | null
  /** Of the signature or template concerned; null when it is general, or there is none. */
  accountId: string | null
}

export type AppSmsSettingsProps = {
  appId: string
  className?: string
  /** “Fix” was pressed: go to the account, or to SMS Settings where there is none. Left out, words say where to go. */
  onFix?: (fix: SmsFix) => void
  /** Which sections are drawn. @default all */
  parts?: readonly ('readiness' | 'blocks' | 'conversions' | 'authorised' | 'defaults' | 'policy')[]
}

const ALL = ['readiness', 'blocks', 'conversions', 'authorised', 'defaults', 'policy'] as const

/** The SMS settings of one App: whether its codes can be sent, with what, and by which rules. */
export const AppSmsSettings = ({ className, appId, onFix, parts = ALL }: AppSmsSettingsProps) => {
  const settings = useSmsQuery('getAppSettings', { params: { appId } })
  const panel = useRef<HTMLDivElement>(null)
  const goToDefault = (it: SmsReadiness) =>
    panel.current?.querySelector<HTMLElement>(`[data-default="${defaultKey(it)}"] select`)?.focus()
  return (
    <Root slotName="app-sms-settings" {...(className ? { className } : {})}>
      <Loaded query={settings} lines={8}>
        {(it) => (
          <div ref={panel} className="sms-panel">
            {parts.includes('readiness') && (
              <Readiness
                settings={it}
                {...(onFix ? { onFix } : {})}
                onDefaults={parts.includes('defaults') ? goToDefault : undefined}
              />
            )}
            {parts.includes('blocks') && <Blocks key={`${appId} blocks`} appId={appId} />}
            {parts.includes('conversions') && <Conversions key={`${appId} conversions`} appId={appId} />}
            {parts.includes('authorised') && <Authorised settings={it} />}
            {parts.includes('defaults') && (
              <DefaultsForm key={appId} settings={it} readAgain={() => readAgain(settings)} />
            )}
            {parts.includes('policy') && <PolicySection appId={appId} />}
          </div>
        )}
      </Loaded>
    </Root>
  )
}

const Readiness = ({
  settings,
  onFix,
  onDefaults,
}: {
  settings: Settings
  /** To the default of a purpose and region. */
  onDefaults: ((of: SmsReadiness) => void) | undefined
} & Pick<AppSmsSettingsProps, 'onFix'>) => {
  const words = useWords(appWords)
  const { reasons } = useWords(errorWords)
  const names = useVocabulary()
  const turnInWords = useTurn()
  const mayFix = usePermission('settings:write')
  const { readiness, signatures, templates } = settings
  const notReady = readiness.filter((it) => !it.ready).length
  const mayFail = readiness.filter((it) => it.warning !== null).length
  const signatureOf = ({ ssid }: SmsReadiness) => signatures.find((it) => it.ssid === ssid)
  const templateOf = ({ stid }: SmsReadiness) => templates.find((it) => it.stid === stid)

  /** To where it is mended, if that is anywhere: the host knows the way to SMS Settings, the defaults are on this page. */
  const goTo = (it: SmsReadiness, remedy: Remedy | null): (() => void) | undefined => {
    const { reason, purpose, region, ssid, stid } = it
    if (!mayFix || reason === null || remedy?.turn !== 'tenant') return undefined
    if (remedy.place === 'defaults') return onDefaults && (() => onDefaults(it))
    const accountId = templateOf(it)?.accountId ?? signatureOf(it)?.accountId ?? null
    return onFix && (() => onFix({ reason, purpose, region, ssid, stid, accountId }))
  }

  const state = (it: SmsReadiness) => {
    const remedy = remedyFor(it, settings)
    const { reason, warning } = it
    if (warning !== null)
      return (
        <div className="sms-readiness">
          <Badge tone="warning">{words.mayFail}</Badge>
          <span className="sms-cell-note" data-slot="turn" data-turn={it.turn}>
            <strong>{words.turn(turnInWords(it.turn ?? 'tenant'))}</strong> {words.warnings[warning]}
          </span>
        </div>
      )
    if (!remedy || reason === null) return <Badge tone="success">{words.ready}</Badge>
    const go = goTo(it, remedy)
    const isOperators = remedy.turn === 'operator'
    const why = isOperators && remedy.fix in words.operatorReasons
    return (
      <div className="sms-readiness">
        <span className="sms-row">
          <Badge tone="danger">{words.notReady}</Badge>
          {go && (
            <Button
              look="link"
              aria-label={`${words.fix}: ${names.purpose(it.purpose)}, ${names.region(it.region)}`}
              onPress={go}
            >
              {words.fix}
            </Button>
          )}
        </span>
        <span className="sms-cell-note">
          {why ? words.operatorReasons[remedy.fix as keyof typeof words.operatorReasons] : reasons[reason]}
        </span>
        <span className="sms-cell-note" data-slot="turn" data-turn={remedy.turn}>
          <strong>{words.turn(turnInWords(remedy.turn))}</strong>{' '}
          {isOperators ? words.operatorFixes[remedy.fix] : words.fixes[remedy.fix]}
        </span>
      </div>
    )
  }

  return (
    <section className="sms-section">
      <h2 className="sms-section-title">{words.readiness}</h2>
      <p className="sms-section-text">{words.readinessText}</p>
      {notReady === 0 && mayFail === 0 ? (
        <Banner tone="success">{words.allReady}</Banner>
      ) : notReady === 0 ? (
        <Banner tone="warning">{words.someMayFail(mayFail)}</Banner>
      ) : (
        <Banner tone="warning">
          <span>{words.someNotReady(notReady)}</span>
          {mayFix && readiness.some((it) => it.turn === 'operator') && <span>{words.meanwhile}</span>}
        </Banner>
      )}
      <Table
        label={words.readiness}
        items={readiness}
        idOf={(it) => `${it.purpose} ${it.region}`}
        columns={[
          { id: 'purpose', label: words.purpose, isRowHeader: true, cell: (it) => names.purpose(it.purpose) },
          {
            id: 'region',
            label: words.region,
            cell: (it) => <span className="sms-cell-region">{names.region(it.region)}</span>,
          },
          {
            id: 'with',
            label: words.sentWith,
            cell: (it) => {
              const signature = signatureOf(it)
              const template = templateOf(it)
              if (!signature || !template) return names.none
              return (
                <div className="sms-cell-name">
                  {words.with(`【${signature.name}】`, template.name)}
                  {it.source && <span className="sms-cell-note">{words.sources[it.source]}</span>}
                </div>
              )
            },
          },
          { id: 'state', label: words.state, cell: state },
        ]}
      />
    </section>
  )
}

const Authorised = ({ settings: { signatures, templates } }: { settings: Settings }) => {
  const words = useWords(appWords)
  const names = useVocabulary()
  return (
    <>
      <section className="sms-section">
        <h2 className="sms-section-title">{words.signatures}</h2>
        <p className="sms-section-text">{words.signaturesText}</p>
        <Table
          label={words.signatures}
          items={signatures}
          idOf={(it) => it.ssid}
          empty={<Banner tone="warning">{words.noSignatures}</Banner>}
          columns={[
            {
              id: 'name',
              label: words.signatures,
              isRowHeader: true,
              cell: (it) => (
                <div>
                  <span className="sms-cell-main">【{it.name}】</span>
                  <span className="sms-cell-note sms-code">{it.ssid}</span>
                </div>
              ),
            },
            {
              id: 'account',
              label: words.account,
              cell: (it) => <span className="sms-cell-name">{it.accountName ?? names.general}</span>,
            },
            {
              id: 'status',
              label: words.state,
              isTight: true,
              cell: (it) => <Badge tone={names.reviewTone(it.status)}>{names.reviewName(it.status)}</Badge>,
            },
          ]}
        />
      </section>
      <section className="sms-section">
        <h2 className="sms-section-title">{words.templates}</h2>
        <p className="sms-section-text">{words.templatesText}</p>
        <Table
          label={words.templates}
          items={templates}
          idOf={(it) => it.stid}
          empty={<Banner tone="warning">{words.noTemplates}</Banner>}
          columns={[
            {
              id: 'name',
              label: words.templates,
              isRowHeader: true,
              cell: (it) => (
                <div>
                  <span className="sms-cell-main">{it.name}</span>
                  <span className="sms-cell-note sms-code">{it.stid}</span>
                </div>
              ),
            },
            {
              id: 'use',
              label: words.purpose,
              cell: (it) => (
                <div>
                  {it.purpose === null ? names.none : names.purpose(it.purpose)}
                  <span className="sms-cell-note sms-cell-region">{names.region(it.region)}</span>
                </div>
              ),
            },
            {
              id: 'content',
              label: words.content,
              cell: (it) => (
                <span className="sms-text-preview" title={it.content}>
                  <TemplateText content={it.content} />
                </span>
              ),
            },
            {
              id: 'account',
              label: words.account,
              cell: (it) => <span className="sms-cell-name">{it.accountName ?? names.general}</span>,
            },
            {
              id: 'status',
              label: words.state,
              isTight: true,
              cell: (it) => <Badge tone={names.reviewTone(it.status)}>{names.reviewName(it.status)}</Badge>,
            },
          ]}
        />
      </section>
    </>
  )
}
