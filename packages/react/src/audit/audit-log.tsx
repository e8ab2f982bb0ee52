import type { SmsAuditEntry } from '@sms-settings/api'
import { useCallback, useMemo, useRef, useState } from 'react'
import {
  Button,
  CellCode,
  DateField,
  Empty,
  ErrorBanner,
  Failure,
  Root,
  Searched,
  SearchField,
  Select,
  Skeleton,
  Table,
} from '../elements/index.ts'
import { useSmsList } from '../queries/queries.ts'
import { useSearch } from '../queries/search.ts'
import { beginningOf } from '../words/days.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { type Difference, differences } from './differences.ts'
import { type Readable, useReadable } from './readable.ts'
import { auditWords } from './words.ts'

export type AuditLogProps = {
  /** A class of yours on the outermost element. */
  className?: string
  /** Only what was done to one account, signature, template or App. */
  targetId?: string
}

const DAY = 86_400_000
const SPANS = { day: DAY, week: 7 * DAY, month: 30 * DAY }
const PERIODS = ['all', 'day', 'week', 'month', 'chosen'] as const
type Period = (typeof PERIODS)[number]

/** Who changed what, newest first. */
export const AuditLog = ({ className, targetId }: AuditLogProps) => (
  <Root slotName="audit-log" {...(className ? { className } : {})}>
    <Entries {...(targetId ? { targetId } : {})} />
  </Root>
)

const Entries = ({ targetId }: Pick<AuditLogProps, 'targetId'>) => {
  const words = useWords(auditWords)
  const { moment, ago } = useFormat()
  const readable = useReadable()
  const [actorId, setActorId] = useState('')
  // No id has a space in it, but what is copied often brings one.
  const filterByActor = useCallback((text: string) => setActorId(text.replace(/\s+/g, '')), [])
  const [period, setPeriod] = useState<Period>('all')
  const [days, setDays] = useState({ first: '', last: '' })
  const [target, setTarget] = useState<SmsAuditEntry['target'] | null>(null)
  // Reckoned when it is chosen: a beginning that moves would be another list at every drawing.
  const { from, to } = useMemo(() => {
    if (period === 'all') return {}
    if (period === 'chosen') return { from: beginningOf(days.first), to: beginningOf(days.last, { later: 1 }) }
    return { from: new Date(Date.now() - SPANS[period]).toISOString() }
  }, [period, days])
  const only = targetId ?? target?.id
  const showing = target && words.showing(target.name ?? target.id)
  const isFiltered = actorId !== '' || from !== undefined || to !== undefined || target !== null
  const query = {
    ...(actorId ? { actorId } : {}),
    ...(only ? { targetId: only } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  }
  const entries = useSmsList('listAuditLog', { query })
  const search = useSearch(JSON.stringify(query), entries)
  const heading = useRef<HTMLHeadingElement>(null)

  return (
    <section className="sms-stack">
      <h1 ref={heading} tabIndex={-1} className="sms-page-title">
        {words.title}
      </h1>
      <p className="sms-section-text">{words.text}</p>
      <div className="sms-toolbar">
        <div className="sms-row sms-filters">
          <SearchField label={words.actor} onSearch={filterByActor} />
          <Select
            aria-label={words.since}
            options={PERIODS.map((id) => ({ id, label: words.spans[id] }))}
            value={period}
            onChange={(id) => setPeriod(id as Period)}
          />
          {period === 'chosen' && (
            <div className="sms-row">
              <DateField
                beside
                label={words.firstDay}
                value={days.first}
                max={days.last}
                onChange={(first) => setDays({ ...days, first })}
              />
              <DateField
                beside
                label={words.lastDay}
                value={days.last}
                min={days.first}
                onChange={(last) => setDays({ ...days, last })}
              />
            </div>
          )}
        </div>
        {showing && (
          <Button icon="close" onPress={() => setTarget(null)} aria-label={`${showing}. ${words.showAll}`}>
            {showing}
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
        (entries.items.length > 0 || search.searchedTo === undefined) && (
          <Table
            label={words.title}
            items={entries.items}
            idOf={(it) => it.id}
            more={search.more}
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
                id: 'what',
                label: words.what,
                isRowHeader: true,
                cell: (it) => (
                  <div>
                    <span className="sms-cell-main">{words.actions[it.action] ?? it.action}</span>
                    {only === undefined ? (
                      <Button
                        look="link"
                        className="sms-audit-target"
                        aria-label={words.onlyThis(it.target.name ?? it.target.id)}
                        onPress={() => setTarget(it.target)}
                      >
                        {it.target.name ?? it.target.id}
                      </Button>
                    ) : (
                      <span className="sms-cell-note">{it.target.name ?? it.target.id}</span>
                    )}
                  </div>
                ),
              },
              { id: 'change', label: words.change, cell: (it) => <Change entry={it} readable={readable} /> },
              { id: 'who', label: words.who, cell: (it) => <CellCode>{it.actorId}</CellCode> },
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
            ]}
          />
        )
      )}
      <Searched search={search} found={entries.items?.length ?? 0} heading={heading} />
      {entries.isFetchNextPageError && <ErrorBanner error={entries.error} />}
    </section>
  )
}

/** As many lines as are shown without being asked for. */
const FEW = 4

/** What was changed, place by place. */
const Change = ({ entry, readable }: { entry: SmsAuditEntry; readable: Readable }) => {
  const words = useWords(auditWords)
  const all = differences(entry.before, entry.after)
  const list = (
    <ul className="sms-changes" data-slot="changes">
      {all.map((it) => (
        <li key={it.path.join(' ')}>
          <One difference={it} isGone={entry.after === null} readable={readable} />
        </li>
      ))}
    </ul>
  )
  if (all.length <= FEW) return list
  return (
    <details className="sms-audit-details" data-slot="details">
      <summary>{words.details(all.length)}</summary>
      {list}
    </details>
  )
}

const One = ({ difference, isGone, readable }: { difference: Difference; isGone: boolean; readable: Readable }) => {
  const words = useWords(auditWords)
  const { path } = difference
  const name = path.at(-1) ?? ''
  const label = <span className="sms-muted">{words.pair(readable.field(name), '')}</span>
  if (difference.kind === 'list') {
    const { added, removed } = difference
    // Words say which is which; a line through them would cross out the word as well.
    return (
      <>
        {label}
        {added.length > 0 && <span>{words.added(readable.value(name, added))}</span>}
        {added.length > 0 && removed.length > 0 && <br />}
        {removed.length > 0 && <span className="sms-muted">{words.removed(readable.value(name, removed))}</span>}
      </>
    )
  }
  const { before, after } = difference
  return (
    <>
      {label}
      {(isGone || before !== undefined) && <del>{readable.value(name, before)}</del>}
      {!isGone && before !== undefined && ' → '}
      {!isGone && <ins>{readable.value(name, after)}</ins>}
    </>
  )
}
