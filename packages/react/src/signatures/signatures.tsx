import type { SmsSignature } from '@sms-settings/api'
import { type ReactNode, useState } from 'react'
import { AuthoriseDialog } from '../authorisation/authorise-dialog.tsx'
import { authorisationWords } from '../authorisation/words.ts'
import { usePermission } from '../context.ts'
import {
  ActionMenu,
  Badge,
  Button,
  CellNote,
  Empty,
  Failure,
  FormDialog,
  Root,
  SearchField,
  Skeleton,
  Table,
  TextField,
  textOf,
  useNotify,
} from '../elements/index.ts'
import { DeleteDialog } from '../impact/delete-dialog.tsx'
import { useSmsList, useSmsMutation, useSmsQuery } from '../queries/queries.ts'
import { useErrorText } from '../words/errors.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { signatureWords } from './words.ts'

export type SmsSignaturesProps = {
  /** Whose signatures. */
  accountId: string
  /** A class of yours on the outermost element. */
  className?: string
  /** Further buttons beside “Add a Signature”. */
  toolbar?: ReactNode
}

type Open = { dialog: 'add' } | { dialog: 'authorise' | 'edit' | 'delete'; signature: SmsSignature }

/** “Signature Management”: the signatures of one account, and which Apps may use them. */
export const SmsSignatures = ({ className, ...props }: SmsSignaturesProps) => (
  <Root slotName="sms-signatures" {...(className ? { className } : {})}>
    <SignatureList {...props} />
  </Root>
)

/** Not registered with a carrier, an approved signature is blocked there all the same. */
const Carriers = ({ carriers }: Pick<SmsSignature, 'carriers'>) => {
  const words = useWords(signatureWords)
  const { list } = useFormat()
  const troubles = new Set(carriers.map((it) => it.status).filter((status) => status !== 'registered'))
  return [...troubles].map((status) => (
    <Badge key={status} tone={status === 'under_way' ? 'info' : 'warning'}>
      {list(carriers.filter((it) => it.status === status).map((it) => words.carrier[it.carrier]))}:{' '}
      {words.registration[status]}
    </Badge>
  ))
}

export const SignatureList = ({ accountId, toolbar }: Omit<SmsSignaturesProps, 'className'>) => {
  const words = useWords(signatureWords)
  const authorisation = useWords(authorisationWords)
  const names = useVocabulary()
  const text = useErrorText()
  const { number } = useFormat()
  const notify = useNotify()
  const mayWrite = usePermission('settings:write')
  const [q, setQ] = useState('')
  const [open, setOpen] = useState<Open | null>(null)
  const signatures = useSmsList('listSignatures', { params: { accountId }, query: q ? { q } : {} })
  const refresh = useSmsMutation('refreshSignature')
  // What stays in sight of a search that found nothing is not the whole list yet.
  const isEmpty = q === '' && !signatures.isPlaceholderData && signatures.items?.length === 0
  const close = () => setOpen(null)
  const add = mayWrite && (
    <Button look="primary" icon="add" onPress={() => setOpen({ dialog: 'add' })}>
      {words.add}
    </Button>
  )

  const refreshOne = async ({ ssid }: SmsSignature) => {
    try {
      const { status } = await refresh.mutateAsync({ params: { ssid } })
      notify({ tone: 'success', text: words.refreshed(names.reviewName(status)) })
    } catch (error) {
      notify({ tone: 'danger', text: text(error).message })
    }
  }

  return (
    <section className="sms-stack" aria-label={words.title}>
      <div className="sms-toolbar">
        {!isEmpty && <SearchField label={words.search} onSearch={setQ} />}
        <div className="sms-row sms-toolbar-end">
          {toolbar}
          {add}
        </div>
      </div>
      {signatures.items === undefined ? (
        signatures.error ? (
          <Failure error={signatures.error} onRetry={() => signatures.refetch()} />
        ) : (
          <Skeleton lines={4} />
        )
      ) : (
        <Table
          label={words.title}
          items={signatures.items}
          idOf={(it) => it.ssid}
          more={signatures}
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
                  <span className="sms-cell-main">【{it.name}】</span>
                  {it.note && <CellNote>{it.note}</CellNote>}
                </div>
              ),
            },
            { id: 'ssid', label: words.ssid, cell: (it) => <span className="sms-code sms-cell-id">{it.ssid}</span> },
            {
              id: 'status',
              label: words.status,
              cell: (it) => (
                <div>
                  <span className="sms-row">
                    <Badge tone={names.reviewTone(it.status)}>{names.reviewName(it.status)}</Badge>
                    <Carriers carriers={it.carriers} />
                  </span>
                  {it.reason && <span className="sms-cell-note sms-cell-why">{words.reason(it.reason)}</span>}
                </div>
              ),
            },
            { id: 'apps', label: words.apps, isTight: true, cell: (it) => number(it.appCount) },
            ...(mayWrite
              ? [
                  {
                    id: 'action',
                    label: words.action,
                    isAction: true,
                    cell: (signature: SmsSignature) => (
                      <span className="sms-actions">
                        <Button look="link" onPress={() => setOpen({ dialog: 'authorise', signature })}>
                          {authorisation.action}
                        </Button>
                        <ActionMenu
                          name={signature.name}
                          actions={[
                            { id: 'refresh', label: words.refresh, onAction: () => refreshOne(signature) },
                            {
                              id: 'edit',
                              label: words.editNote,
                              onAction: () => setOpen({ dialog: 'edit', signature }),
                            },
                            {
                              id: 'delete',
                              label: words.delete,
                              isDangerous: true,
                              onAction: () => setOpen({ dialog: 'delete', signature }),
                            },
                          ]}
                        />
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {open?.dialog === 'add' && <AddSignatureDialog accountId={accountId} onClose={close} />}
      {open?.dialog === 'authorise' && (
        <AuthoriseDialog
          subject={{ kind: 'signature', id: open.signature.ssid, name: open.signature.name }}
          onClose={close}
        />
      )}
      {open?.dialog === 'edit' && <EditSignatureDialog signature={open.signature} onClose={close} />}
      {open?.dialog === 'delete' && <DeleteSignatureDialog signature={open.signature} onClose={close} />}
    </section>
  )
}

/** “Add a Signature”: one that has been approved on the platform. */
export const AddSignatureDialog = ({ accountId, onClose }: { accountId: string; onClose: () => void }) => {
  const words = useWords(signatureWords)
  const notify = useNotify()
  const create = useSmsMutation('createSignature')
  return (
    <FormDialog
      title={words.add}
      onClose={onClose}
      fieldOf={{
        SMS_SIGNATURE_NOT_FOUND: 'name',
        SMS_SIGNATURE_NOT_APPROVED: 'name',
        SMS_SIGNATURE_EXISTS: 'name',
      }}
      onSubmit={async (form, { close }) => {
        // Copied from the platform's pages, a name often comes in its brackets.
        const name = (textOf(form, 'name') ?? '').replace(/^[【[]\s*(.*?)\s*[\]】]$/, '$1')
        await create.mutateAsync({ params: { accountId }, body: { name, note: textOf(form, 'note') ?? null } })
        notify({ tone: 'success', text: words.added(name) })
        close()
      }}
    >
      <TextField
        name="name"
        label={words.name}
        description={words.nameText}
        placeholder={words.namePlaceholder}
        isRequired
        maxLength={64}
        autoFocus
      />
      <TextField name="note" label={words.note} isMultiline maxLength={500} />
    </FormDialog>
  )
}

const EditSignatureDialog = ({ signature, onClose }: { signature: SmsSignature; onClose: () => void }) => {
  const words = useWords(signatureWords)
  const notify = useNotify()
  const update = useSmsMutation('updateSignature')
  return (
    <FormDialog
      title={words.editNote}
      onClose={onClose}
      onSubmit={async (form, { close }) => {
        await update.mutateAsync({ params: { ssid: signature.ssid }, body: { note: textOf(form, 'note') ?? null } })
        notify({ tone: 'success', text: words.saved })
        close()
      }}
    >
      <TextField
        name="note"
        label={words.note}
        defaultValue={signature.note ?? ''}
        isMultiline
        maxLength={500}
        autoFocus
      />
    </FormDialog>
  )
}

const DeleteSignatureDialog = ({ signature, onClose }: { signature: SmsSignature; onClose: () => void }) => {
  const words = useWords(signatureWords)
  const notify = useNotify()
  const params = { ssid: signature.ssid }
  const impact = useSmsQuery('getSignatureImpact', { params })
  const remove = useSmsMutation('deleteSignature')
  return (
    <DeleteDialog
      name={`【${signature.name}】`}
      text={words.deleteText}
      impact={impact}
      onClose={onClose}
      onDelete={async ({ close }) => {
        await remove.mutateAsync({ params })
        notify({ tone: 'success', text: words.removed(signature.name) })
        close()
      }}
    />
  )
}
