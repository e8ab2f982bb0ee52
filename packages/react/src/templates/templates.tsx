import type { SmsTemplate } from '@sms-settings/api'
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
  type MenuAction,
  Root,
  SearchField,
  Skeleton,
  Table,
  useNotify,
} from '../elements/index.ts'
import { useSmsList, useSmsMutation } from '../queries/queries.ts'
import { useErrorText } from '../words/errors.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { AddTemplateDialog, DeleteTemplateDialog, EditTemplateDialog, TestSendDialog } from './template-dialogs.tsx'
import { TemplateText } from './template-text.tsx'
import { templateWords } from './words.ts'

export type SmsTemplatesProps = {
  /** Whose templates. */
  accountId: string
  /** A class of yours on the outermost element. */
  className?: string
  /** Further buttons beside “Add a Template”. */
  toolbar?: ReactNode
}

type Open = { dialog: 'add' } | { dialog: 'authorise' | 'edit' | 'delete' | 'test'; template: SmsTemplate }

/** “Template Management”: the templates of one account, and which Apps may use them. */
export const SmsTemplates = ({ className, ...props }: SmsTemplatesProps) => (
  <Root slotName="sms-templates" {...(className ? { className } : {})}>
    <TemplateList {...props} />
  </Root>
)

export const TemplateList = ({ accountId, toolbar }: Omit<SmsTemplatesProps, 'className'>) => {
  const words = useWords(templateWords)
  const authorisation = useWords(authorisationWords)
  const names = useVocabulary()
  const text = useErrorText()
  const { number } = useFormat()
  const notify = useNotify()
  const mayWrite = usePermission('settings:write')
  const maySend = usePermission('messages:send')
  const [q, setQ] = useState('')
  const [open, setOpen] = useState<Open | null>(null)
  const templates = useSmsList('listTemplates', { params: { accountId }, query: q ? { q } : {} })
  const refresh = useSmsMutation('refreshTemplate')
  // What stays in sight of a search that found nothing is not the whole list yet.
  const isEmpty = q === '' && !templates.isPlaceholderData && templates.items?.length === 0
  const close = () => setOpen(null)
  const add = mayWrite && (
    <Button look="primary" icon="add" onPress={() => setOpen({ dialog: 'add' })}>
      {words.add}
    </Button>
  )

  const refreshOne = async ({ stid }: SmsTemplate) => {
    try {
      const { status } = await refresh.mutateAsync({ params: { stid } })
      notify({ tone: 'success', text: words.refreshed(names.reviewName(status)) })
    } catch (error) {
      notify({ tone: 'danger', text: text(error).message })
    }
  }

  const furtherActions = (template: SmsTemplate): MenuAction[] => [
    ...(maySend ? [{ id: 'test', label: words.test, onAction: () => setOpen({ dialog: 'test', template }) }] : []),
    ...(mayWrite
      ? [
          { id: 'edit', label: words.edit, onAction: () => setOpen({ dialog: 'edit', template }) },
          { id: 'refresh', label: words.refresh, onAction: () => refreshOne(template) },
          {
            id: 'delete',
            label: words.delete,
            isDangerous: true,
            onAction: () => setOpen({ dialog: 'delete', template }),
          },
        ]
      : []),
  ]

  return (
    <section className="sms-stack" aria-label={words.title}>
      <div className="sms-toolbar">
        {!isEmpty && <SearchField label={words.search} onSearch={setQ} />}
        <div className="sms-row sms-toolbar-end">
          {toolbar}
          {add}
        </div>
      </div>
      {templates.items === undefined ? (
        templates.error ? (
          <Failure error={templates.error} onRetry={() => templates.refetch()} />
        ) : (
          <Skeleton lines={4} />
        )
      ) : (
        <Table
          label={words.title}
          items={templates.items}
          idOf={(it) => it.stid}
          more={templates}
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
                  <span className="sms-cell-note sms-code">{it.code}</span>
                </div>
              ),
            },
            { id: 'stid', label: words.stid, cell: (it) => <span className="sms-code sms-cell-id">{it.stid}</span> },
            {
              id: 'content',
              label: words.content,
              cell: (it) => (
                <div>
                  <span className="sms-text-preview" title={it.content}>
                    <TemplateText content={it.content} />
                  </span>
                  {it.note && <CellNote>{it.note}</CellNote>}
                </div>
              ),
            },
            {
              id: 'use',
              label: words.purpose,
              cell: (it) => (
                <div>
                  {it.purpose === null ? words.noPurpose : names.purpose(it.purpose)}
                  <span className="sms-cell-note">{names.region(it.region)}</span>
                </div>
              ),
            },
            {
              id: 'status',
              label: words.status,
              cell: (it) => (
                <div>
                  <Badge tone={names.reviewTone(it.status)}>{names.reviewName(it.status)}</Badge>
                  {it.reason && <span className="sms-cell-note sms-cell-why">{words.reason(it.reason)}</span>}
                  {it.warnings.map(({ code }) => (
                    <span key={code} className="sms-cell-note sms-cell-why sms-warning">
                      {words.warnings[code]}
                    </span>
                  ))}
                </div>
              ),
            },
            { id: 'apps', label: words.apps, isTight: true, cell: (it) => number(it.appCount) },
            ...(mayWrite || maySend
              ? [
                  {
                    id: 'action',
                    label: words.action,
                    isAction: true,
                    cell: (template: SmsTemplate) => (
                      <span className="sms-actions">
                        {mayWrite && (
                          <Button look="link" onPress={() => setOpen({ dialog: 'authorise', template })}>
                            {authorisation.action}
                          </Button>
                        )}
                        <ActionMenu name={template.name} actions={furtherActions(template)} />
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {open?.dialog === 'add' && <AddTemplateDialog accountId={accountId} onClose={close} />}
      {open?.dialog === 'authorise' && (
        <AuthoriseDialog
          subject={{ kind: 'template', id: open.template.stid, name: open.template.name }}
          onClose={close}
        />
      )}
      {open?.dialog === 'edit' && <EditTemplateDialog template={open.template} onClose={close} />}
      {open?.dialog === 'delete' && <DeleteTemplateDialog template={open.template} onClose={close} />}
      {open?.dialog === 'test' && <TestSendDialog template={open.template} accountId={accountId} onClose={close} />}
    </section>
  )
}
