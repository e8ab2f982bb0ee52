import type { CannotSendReason, Region, SmsAppSettings as Settings, SmsReadiness } from '@sms-settings/api'
import { Badge, Banner, Button, Loaded, Root, Table } from '../elements/index.ts'
import { usePermission } from '../provider/context.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { TemplateText } from '../templates/template-text.tsx'
import { errorWords } from '../words/errors.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { DefaultsForm } from './defaults-form.tsx'
import { FIXES } from './fixes.ts'
import { PolicySection } from './policy.tsx'
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
  /** “Fix” was pressed: go to the account, or to SMS Settings. Left out, it is said in words where to go. */
  onFix?: (fix: SmsFix) => void
  /** Which sections are drawn. @default all */
  parts?: readonly ('readiness' | 'authorised' | 'defaults' | 'policy')[]
}

const ALL = ['readiness', 'authorised', 'defaults', 'policy'] as const

/** The SMS settings of one App: whether its codes can be sent, with what, and by which rules. */
export const AppSmsSettings = ({ className, appId, onFix, parts = ALL }: AppSmsSettingsProps) => {
  const settings = useSmsQuery('getAppSettings', { params: { appId } })
  return (
    <Root slotName="app-sms-settings" {...(className ? { className } : {})}>
      <Loaded query={settings} lines={8}>
        {(it) => (
          <div className="sms-panel">
            {parts.includes('readiness') && <Readiness settings={it} {...(onFix ? { onFix } : {})} />}
            {parts.includes('authorised') && <Authorised settings={it} />}
            {parts.includes('defaults') && <DefaultsForm settings={it} />}
            {parts.includes('policy') && <PolicySection appId={appId} />}
          </div>
        )}
      </Loaded>
    </Root>
  )
}

const Readiness = ({ settings, onFix }: { settings: Settings } & Pick<AppSmsSettingsProps, 'onFix'>) => {
  const words = useWords(appWords)
  const { reasons } = useWords(errorWords)
  const names = useVocabulary()
  const mayFix = usePermission('settings:write')
  const { readiness, signatures, templates } = settings
  const notReady = readiness.filter((it) => !it.ready).length
  const signatureOf = ({ ssid }: SmsReadiness) => signatures.find((it) => it.ssid === ssid)
  const templateOf = ({ stid }: SmsReadiness) => templates.find((it) => it.stid === stid)

  const state = (it: SmsReadiness) => {
    if (it.ready) return <Badge tone="success">{words.ready}</Badge>
    const { reason } = it
    return (
      <div>
        <span className="sms-row">
          <Badge tone="danger">{words.notReady}</Badge>
          {onFix && mayFix && reason && (
            <Button
              look="link"
              aria-label={`${words.fix}: ${names.purpose(it.purpose)}, ${names.region(it.region)}`}
              onPress={() =>
                onFix({
                  reason,
                  purpose: it.purpose,
                  region: it.region,
                  ssid: it.ssid,
                  stid: it.stid,
                  accountId: templateOf(it)?.accountId ?? signatureOf(it)?.accountId ?? null,
                })
              }
            >
              {words.fix}
            </Button>
          )}
        </span>
        {reason && (
          <span className="sms-cell-note">
            {reasons[reason]} {words.fixes[FIXES[reason]]}
          </span>
        )}
      </div>
    )
  }

  return (
    <section className="sms-section">
      <h2 className="sms-section-title">{words.readiness}</h2>
      <p className="sms-section-text">{words.readinessText}</p>
      {notReady === 0 ? (
        <Banner tone="success">{words.allReady}</Banner>
      ) : (
        <Banner tone="warning">{words.someNotReady(notReady)}</Banner>
      )}
      <Table
        label={words.readiness}
        items={readiness}
        idOf={(it) => `${it.purpose} ${it.region}`}
        columns={[
          { id: 'purpose', label: words.purpose, isRowHeader: true, cell: (it) => names.purpose(it.purpose) },
          { id: 'region', label: words.region, cell: (it) => names.region(it.region) },
          {
            id: 'with',
            label: words.sentWith,
            cell: (it) => {
              const signature = signatureOf(it)
              const template = templateOf(it)
              if (!signature || !template) return names.none
              return (
                <div>
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
            { id: 'account', label: words.account, cell: (it) => it.accountName ?? names.general },
            {
              id: 'status',
              label: words.state,
              isTight: true,
              cell: (it) => <Badge tone={names.auditTone(it.status)}>{names.auditName(it.status)}</Badge>,
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
                  <span className="sms-cell-note">{names.region(it.region)}</span>
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
            { id: 'account', label: words.account, cell: (it) => it.accountName ?? names.general },
            {
              id: 'status',
              label: words.state,
              isTight: true,
              cell: (it) => <Badge tone={names.auditTone(it.status)}>{names.auditName(it.status)}</Badge>,
            },
          ]}
        />
      </section>
    </>
  )
}
