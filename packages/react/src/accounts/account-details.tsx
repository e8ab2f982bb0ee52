import type { SmsAccount } from '@sms-settings/api'
import { useState } from 'react'
import { usePermission } from '../context.ts'
import { ActionMenu, Banner, Button, Copyable, Loaded, Root, Tabs, useNotify } from '../elements/index.ts'
import { ImportDialog } from '../imports/import-dialog.tsx'
import { usePlatformName } from '../platforms/platform-name.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { SignatureList } from '../signatures/signatures.tsx'
import { TemplateList } from '../templates/templates.tsx'
import { useDuration } from '../words/duration.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { CheckAccountDialog, DeleteAccountDialog, EditAccountDialog, ReplaceKeyDialog } from './account-dialogs.tsx'
import { CircuitBadge, HealthBadge, HealthBanner, StatusBadge } from './account-state.tsx'
import { usePausing } from './pausing.ts'
import { ReportAddress } from './report-address.tsx'
import { accountWords } from './words.ts'

export type AccountTab = 'signatures' | 'templates'

export type SmsAccountDetailsProps = {
  /** Whose details. */
  accountId: string
  /** A class of yours on the outermost element. */
  className?: string
  /** Back to the list of accounts; absent, no way back is drawn. */
  onBack?: () => void
  /** Which tab is open. Left out, the panel remembers it by itself. */
  tab?: AccountTab
  onTabChange?: (tab: AccountTab) => void
}

type Open = 'edit' | 'delete' | 'replace-key' | 'check' | 'import'

/** “Details” of an account: what it is, “Signature Management” and “Template Management”. */
export const SmsAccountDetails = ({ className, ...props }: SmsAccountDetailsProps) => (
  <Root slotName="sms-account-details" {...(className ? { className } : {})}>
    <AccountDetails {...props} />
  </Root>
)

export const AccountDetails = ({ accountId, onBack, tab, onTabChange }: Omit<SmsAccountDetailsProps, 'className'>) => {
  const words = useWords(accountWords)
  const account = useSmsQuery('getAccount', { params: { accountId } })
  return (
    <div className="sms-stack">
      {onBack && (
        <div>
          <Button look="link" icon="back" onPress={onBack}>
            {words.back}
          </Button>
        </div>
      )}
      <Loaded query={account} lines={6}>
        {(it) => (
          <Details
            account={it}
            {...(onBack ? { onDeleted: onBack } : {})}
            {...(tab ? { tab } : {})}
            {...(onTabChange ? { onTabChange } : {})}
          />
        )}
      </Loaded>
    </div>
  )
}

const Details = ({
  account,
  onDeleted,
  tab,
  onTabChange,
}: Pick<SmsAccountDetailsProps, 'tab' | 'onTabChange'> & { account: SmsAccount; onDeleted?: () => void }) => {
  const words = useWords(accountWords)
  const platform = usePlatformName()
  const { moment, ago } = useFormat()
  const duration = useDuration()
  const notify = useNotify()
  const mayWrite = usePermission('settings:write')
  const pausing = usePausing()
  const [open, setOpen] = useState<Open | null>(null)
  const [ownTab, setOwnTab] = useState<AccountTab>('signatures')
  const close = () => setOpen(null)
  const { health, circuit } = account
  const importing = mayWrite && <Button onPress={() => setOpen('import')}>{words.import}</Button>

  return (
    <>
      <div className="sms-section-header">
        <h1 className="sms-page-title">{account.name}</h1>
        {mayWrite && (
          <div className="sms-row">
            <Button onPress={() => setOpen('edit')}>{words.edit}</Button>
            <ActionMenu
              name={account.name}
              actions={[
                { id: 'check', label: words.check, onAction: () => setOpen('check') },
                { id: 'replace-key', label: words.replaceKey, onAction: () => setOpen('replace-key') },
                {
                  id: 'pause',
                  label: account.status === 'active' ? words.pause : words.resume,
                  onAction: () => pausing(account).then(notify),
                },
                { id: 'delete', label: words.delete, isDangerous: true, onAction: () => setOpen('delete') },
              ]}
            />
          </div>
        )}
      </div>
      {account.status === 'paused' && (
        <Banner tone="warning" title={words.statuses.paused}>
          {words.pausedNow}
        </Banner>
      )}
      <HealthBanner status={health.status} platformCode={health.platformCode} />
      {circuit.state !== 'closed' && (
        <Banner tone={circuit.state === 'open' ? 'danger' : 'warning'} title={words.circuits[circuit.state]}>
          {circuit.state === 'open'
            ? words.circuitHelp.open(duration((circuit.retryAfter ?? 0) * 1000))
            : words.circuitHelp.half_open}
        </Banner>
      )}
      <dl className="sms-facts" data-slot="facts">
        <div>
          <dt>{words.platform}</dt>
          <dd>{platform(account.platform)}</dd>
        </div>
        <div>
          <dt>{words.accessKey}</dt>
          <dd>
            <Copyable value={account.accessKeyId} />
          </dd>
        </div>
        <div>
          <dt>{words.status}</dt>
          <dd className="sms-row">
            <StatusBadge account={account} />
            <CircuitBadge account={account} />
          </dd>
        </div>
        <div>
          <dt>{words.health}</dt>
          <dd className="sms-row">
            <HealthBadge account={account} />
            {health.checkedAt && <span className="sms-description">{ago(health.checkedAt)}</span>}
          </dd>
        </div>
        <div>
          <dt>{words.createdAt}</dt>
          <dd>{moment(account.createdAt)}</dd>
        </div>
        {account.note && (
          <div className="sms-fact-wide">
            <dt>{words.note}</dt>
            <dd>{account.note}</dd>
          </div>
        )}
      </dl>
      {mayWrite && <ReportAddress account={account} />}
      <Tabs
        label={words.details}
        selected={tab ?? ownTab}
        onSelect={(id) => {
          setOwnTab(id as AccountTab)
          onTabChange?.(id as AccountTab)
        }}
        tabs={[
          {
            id: 'signatures',
            label: words.signatureTab,
            content: <SignatureList accountId={account.id} toolbar={importing} />,
          },
          {
            id: 'templates',
            label: words.templateTab,
            content: <TemplateList accountId={account.id} toolbar={importing} />,
          },
        ]}
      />
      {open === 'edit' && <EditAccountDialog account={account} onClose={close} />}
      {open === 'replace-key' && <ReplaceKeyDialog account={account} onClose={close} />}
      {open === 'check' && <CheckAccountDialog account={account} onClose={close} />}
      {open === 'import' && <ImportDialog accountId={account.id} onClose={close} />}
      {open === 'delete' && (
        <DeleteAccountDialog account={account} onClose={close} {...(onDeleted ? { onDeleted } : {})} />
      )}
    </>
  )
}
