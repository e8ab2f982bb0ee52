import type { SmsAuditEntry } from '@sms-settings/api'
import { useMemo, useState } from 'react'
import { Button, Empty, Failure, Root, SearchField, Select, Skeleton, Table } from '../elements/index.ts'
import { useSmsList } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { differences } from './differences.ts'
import { auditWords } from './words.ts'

export type AuditLogProps = {
  className?: string
  /** Only what was done to one account, signature, template or App. */
  targetId?: string
}

const DAY = 86_400_000
const SPANS = { all: null, day: DAY, week: 7 * DAY, month: 30 * DAY }
type Span = keyof typeof SPANS

/** Who changed what, newest first. */
export const AuditLog = ({ className, targetId }: AuditLogProps) => (
  <Root slotName="audit-log" {...(className ? { className } : {})}>
    <Entries {...(targetId ? { targetId } : {})} />
  </Root>
)

const Entries = ({ targetId }: Pick<AuditLogProps, 'targetId'>) => {
  const words = useWords(auditWords)
  const { moment, ago } = useFormat()
  const [actorId, setActorId] = useState('')
  const [span, setSpan] = useState<Span>('all')
  const [target, setTarget] = useState<SmsAuditEntry['target'] | null>(null)
  // Reckoned when it is chosen: a beginning that moves would be another list at every drawing.
  const from = useMemo(() => {
    const length = SPANS[span]
    return length === null ? undefined : new Date(Date.now() - length).toISOString()
  }, [span])
  const only = targetId ?? target?.id
  const isFiltered = actorId !== '' || span !== 'all' || target !== null
  const entries = useSmsList('listAuditLog', {
    query: {
      ...(actorId ? { actorId } : {}),
      ...(only ? { targetId: only } : {}),
      ...(from ? { from } : {}),
    },
  })

  return (
    <section className="sms-stack">
      <h1 className="sms-page-title">{words.title}</h1>
      <p className="sms-section-text">{words.text}</p>
      <div className="sms-toolbar">
        <div className="sms-row">
          <SearchField label={words.actor} onSearch={setActorId} />
          <Select
            aria-label={words.since}
            options={(Object.keys(SPANS) as Span[]).map((id) => ({ id, label: words.spans[id] }))}
            value={span}
            onChange={(id) => setSpan(id as Span)}
          />
        </div>
        {target && (
          <Button icon="close" onPress={() => setTarget(null)} aria-label={words.showAll}>
            {words.showing(target.name ?? target.id)}
          </Button>
        )}
      </div>
      {entries.items === undefined ? (
        entries.error ? (
          <Failure error={entries.error} onRetry={() => entries.refetch()} />
        ) : (
          <Skeleton lines={6} />
        )
      ) : (
        <Table
          label={words.title}
          items={entries.items}
          idOf={(it) => it.id}
          more={entries}
          empty={
            <div className="sms-table-box">
              {isFiltered ? (
                <Empty title={words.notFound} />
              ) : (
                <Empty title={words.emptyTitle}>{words.emptyText}</Empty>
              )}
            </div>
          }
          columns={[
            {
              id: 'when',
              label: words.when,
              isTight: true,
              cell: (it) => (
                <time dateTime={it.at} title={moment(it.at)}>
                  {ago(it.at)}
                </time>
              ),
            },
            { id: 'who', label: words.who, cell: (it) => <span className="sms-code">{it.actorId}</span> },
            {
              id: 'what',
              label: words.what,
              isRowHeader: true,
              cell: (it) => (
                <div>
                  <span className="sms-cell-main">{words.actions[it.action] ?? it.action}</span>
                  <span className="sms-cell-note">{it.target.name ?? it.target.id}</span>
                </div>
              ),
            },
            { id: 'change', label: words.change, cell: (it) => <Change entry={it} /> },
            {
              id: 'action',
              label: words.on,
              isAction: true,
              cell: (it) =>
                only === undefined && (
                  <Button
                    look="link"
                    aria-label={`${words.onlyThis}: ${it.target.name ?? it.target.id}`}
                    onPress={() => setTarget(it.target)}
                  >
                    {words.onlyThis}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </section>
  )
}

/** Before and after of each field, as a person reads it. Only text is drawn: what was typed once may be markup. */
const Change = ({ entry }: { entry: SmsAuditEntry }) => {
  const words = useWords(auditWords)
  const say = (value: unknown): string => {
    if (value === undefined || value === null || value === '') return words.nothing
    if (value === true) return words.yes
    if (value === false) return words.no
    if (Array.isArray(value)) return value.length === 0 ? words.nothing : value.map(say).join(', ')
    if (typeof value === 'object')
      return Object.entries(value)
        .map(([name, it]) => `${words.fields[name] ?? name}: ${say(it)}`)
        .join(', ')
    return String(value)
  }
  return (
    <ul className="sms-changes" data-slot="changes">
      {differences(entry.before, entry.after).map(({ field, before, after }) => (
        <li key={field}>
          <span className="sms-muted">{words.fields[field] ?? field}: </span>
          {before !== undefined && before !== null && !Array.isArray(before) && entry.after !== null && (
            <>
              <del>{say(before)}</del> →{' '}
            </>
          )}
          {entry.after === null || after === undefined ? <del>{say(before)}</del> : <ins>{say(after)}</ins>}
        </li>
      ))}
    </ul>
  )
}
