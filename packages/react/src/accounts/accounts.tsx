import type { SmsAccount } from '@sms-settings/api'
import { useState } from 'react'
import { usePermission } from '../context.ts'
import {
  ActionMenu,
  Button,
  CellCode,
  CellNote,
  Empty,
  Failure,
  Root,
  SearchField,
  Skeleton,
  Table,
  useNotify,
} from '../elements/index.ts'
import { usePlatformName } from '../platforms/platform-name.ts'
import { useSmsList } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import {
  AddAccountDialog,
  CheckAccountDialog,
  DeleteAccountDialog,
  EditAccountDialog,
  ReplaceKeyDialog,
} from './account-dialogs.tsx'
import { CircuitBadge, HealthBadge, StatusBadge } from './account-state.tsx'
import { usePausing } from './pausing.ts'
import { accountWords } from './words.ts'

export type SmsAccountsProps = {
  /** A class of yours on the outermost element. */
  className?: string
  /** “View” was chosen, or an account has just been added. */
  onView?: (accountId: string) => void
}

type Open = { dialog: 'add' } | { dialog: 'edit' | 'delete' | 'replace-key' | 'check'; account: SmsAccount }

/** The tenant's SMS accounts: add, view, edit, delete, check, pause. */
export const SmsAccounts = ({ className, onView }: SmsAccountsProps) => (
  <Root slotName="sms-accounts" {...(className ? { className } : {})}>
    <AccountList {...(onView ? { onView } : {})} />
  </Root>
)

export const AccountList = ({ onView }: Pick<SmsAccountsProps, 'onView'>) => {
  const words = useWords(accountWords)
  const platform = usePlatformName()
  const { number } = useFormat()
  const notify = useNotify()
  const mayWrite = usePermission('settings:write')
  const [q, setQ] = useState('')
  const [open, setOpen] = useState<Open | null>(null)
  const accounts = useSmsList('listAccounts', { query: q ? { q } : {} })
  const pausing = usePausing()
  const close = () => setOpen(null)
  const add = mayWrite && (
    <Button look="primary" icon="add" onPress={() => setOpen({ dialog: 'add' })}>
      {words.add}
    </Button>
  )

  const actions = (account: SmsAccount) => (
    <span className="sms-actions">
      {onView && (
        <Button look="link" onPress={() => onView(account.id)}>
          {words.view}
        </Button>
      )}
      {mayWrite && (
        <>
          <Button look="link" onPress={() => setOpen({ dialog: 'edit', account })}>
            {words.edit}
          </Button>
          <Button look="link" onPress={() => setOpen({ dialog: 'delete', account })}>
            {words.delete}
          </Button>
          <ActionMenu
            name={account.name}
            actions={[
              { id: 'check', label: words.check, onAction: () => setOpen({ dialog: 'check', account }) },
              {
                id: 'replace-key',
                label: words.replaceKey,
                onAction: () => setOpen({ dialog: 'replace-key', account }),
              },
              {
                id: 'pause',
                label: account.status === 'active' ? words.pause : words.resume,
                onAction: () => pausing(account).then(notify),
              },
            ]}
          />
        </>
      )}
    </span>
  )

  return (
    <section className="sms-section">
      <div className="sms-section-header">
        <h2 className="sms-section-title">{words.accounts}</h2>
        {add}
      </div>
      <p className="sms-section-text">{words.accountsText}</p>
      {(q !== '' || (accounts.items?.length ?? 0) > 4) && <SearchField label={words.search} onSearch={setQ} />}
      {accounts.items === undefined ? (
        accounts.error ? (
          <Failure error={accounts.error} onRetry={() => accounts.refetch()} />
        ) : (
          <Skeleton lines={4} />
        )
      ) : (
        <Table
          label={words.accounts}
          items={accounts.items}
          idOf={(it) => it.id}
          more={accounts}
          empty={
            <div className="sms-table-box">
              {q ? (
                <Empty title={words.notFound} />
              ) : (
                <Empty title={words.emptyTitle} action={add}>
                  {words.emptyText}
                </Empty>
              )}
            </div>
          }
          columns={[
            {
              id: 'name',
              label: words.name,
              isRowHeader: true,
              cell: (it) => (
                <div>
                  <span className="sms-cell-main">{it.name}</span>
                  {it.note && <CellNote>{it.note}</CellNote>}
                </div>
              ),
            },
            { id: 'platform', label: words.platform, cell: (it) => platform(it.platform) },
            { id: 'key', label: words.accessKey, cell: (it) => <CellCode>{it.accessKeyId}</CellCode> },
            {
              id: 'status',
              label: words.status,
              isTight: true,
              cell: (it) => (
                <span className="sms-row">
                  <StatusBadge account={it} />
                  {it.health.status !== 'ok' && <HealthBadge account={it} />}
                  <CircuitBadge account={it} />
                </span>
              ),
            },
            { id: 'signatures', label: words.signatures, isTight: true, cell: (it) => number(it.signatureCount) },
            { id: 'templates', label: words.templates, isTight: true, cell: (it) => number(it.templateCount) },
            { id: 'action', label: words.action, isAction: true, cell: actions },
          ]}
        />
      )}
      {open?.dialog === 'add' && (
        <AddAccountDialog onClose={close} {...(onView ? { onAdded: (it) => onView(it.id) } : {})} />
      )}
      {open?.dialog === 'edit' && <EditAccountDialog account={open.account} onClose={close} />}
      {open?.dialog === 'delete' && <DeleteAccountDialog account={open.account} onClose={close} />}
      {open?.dialog === 'replace-key' && <ReplaceKeyDialog account={open.account} onClose={close} />}
      {open?.dialog === 'check' && <CheckAccountDialog account={open.account} onClose={close} />}
    </section>
  )
}
