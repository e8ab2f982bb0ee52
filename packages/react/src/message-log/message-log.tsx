import type { MessageStatus, SmsMessage } from '@sms-settings/api'
import { SmsClientError } from '@sms-settings/api/client'
import { useRef, useState } from 'react'
import { usePermission, useSmsSettings } from '../context.ts'
import {
  Badge,
  Button,
  DateField,
  Dialog,
  Empty,
  ErrorBanner,
  Failure,
  Root,
  Searched,
  Select,
  Skeleton,
  Table,
  useNotify,
} from '../elements/index.ts'
import { useProblem } from '../messages/problem.ts'
import { MESSAGE_STATUSES, STATUS_TONES } from '../messages/statuses.ts'
import { messageWords } from '../messages/words.ts'
import { AppPicker } from '../pickers/index.ts'
import { useAppName } from '../queries/app-name.ts'
import { useSmsList } from '../queries/queries.ts'
import { type Search, useSearch } from '../queries/search.ts'
import { PhoneForm } from '../timeline/phone-form.tsx'
import { PhoneSearch } from '../timeline/phone-timeline.tsx'
import { timelineWords } from '../timeline/words.ts'
import { beginningOf } from '../words/days.ts'
import { useErrorText } from '../words/errors.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { MessageDetails } from './message-details.tsx'
import { saveFile } from './save-file.ts'

export type MessageLogProps = {
  className?: string
  /**
   * The country of numbers typed without one, ISO 3166-1 alpha-2: `CN`.
   * @default none: a number begins with `+`
   */
  defaultCountry?: string
}

type Filters = {
  appId: string
  accountId: string
  status: string
  purpose: string
  /** Days of the person's own calendar: `2026-11-23`. */
  from: string
  to: string
  phone: string
}
const NO_FILTERS: Filters = { appId: '', accountId: '', status: '', purpose: '', from: '', to: '', phone: '' }

const queryOf = ({ from, to, status, ...rest }: Filters) => {
  // The last day included.
  const [since, until] = [beginningOf(from), beginningOf(to, { later: 1 })]
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '')) as Partial<typeof rest>
  return {
    ...said,
    ...(status === '' ? {} : { status: status as MessageStatus }),
    ...(since === undefined ? {} : { from: since }),
    ...(until === undefined ? {} : { to: until }),
  }
}

/** Every SMS and what became of it, newest first. */
export const MessageLog = ({ className, ...props }: MessageLogProps) => (
  <Root slotName="message-log" {...(className ? { className } : {})}>
    <Messages {...props} />
  </Root>
)

type Open = { kind: 'message'; message: SmsMessage } | { kind: 'timeline'; masked?: string; phone?: string }

const Messages = ({ defaultCountry }: Pick<MessageLogProps, 'defaultCountry'>) => {
  const words = useWords(messageWords)
  const [filters, setFilters] = useState(NO_FILTERS)
  const [open, setOpen] = useState<Open | null>(null)
  /** Fields that keep what was typed begin anew when the filters go. */
  const [round, setRound] = useState(0)
  const query = queryOf(filters)
  const messages = useSmsList('listMessages', { query })
  const search = useSearch(JSON.stringify(query), messages)
  const heading = useRef<HTMLHeadingElement>(null)
  const isFiltered = Object.keys(query).length > 0
  const isWrongNumber =
    filters.phone !== '' && messages.error instanceof SmsClientError && messages.error.code === 'SMS_INVALID_PHONE'
  const filter = (some: Partial<Filters>) => setFilters((before) => ({ ...before, ...some }))
  const reset = () => {
    setFilters(NO_FILTERS)
    setRound((it) => it + 1)
  }
  const showAll = (
    <Button icon="close" onPress={reset}>
      {words.showAll}
    </Button>
  )
  const showTimeline = (masked?: string) =>
    setOpen({
      kind: 'timeline',
      ...(masked === undefined ? {} : { masked }),
      ...(filters.phone !== '' && !isWrongNumber ? { phone: filters.phone } : {}),
    })

  return (
    <section className="sms-stack">
      <div className="sms-section-header">
        <h1 ref={heading} tabIndex={-1} className="sms-page-title">
          {words.title}
        </h1>
        <div className="sms-row">
          <Button icon="search" onPress={() => showTimeline()}>
            {words.timeline}
          </Button>
          <Download query={query} isDisabled={!messages.items?.length && !messages.hasNextPage} />
        </div>
      </div>
      <p className="sms-section-text">{words.text}</p>
      <div className="sms-message-filters" data-slot="filters">
        <FilterFields key={`fields ${round}`} filters={filters} onFilter={filter} known={messages.items ?? []} />
        <PhoneForm
          key={`phone ${round}`}
          label={words.wholeNumber}
          submitLabel={words.find}
          isOptional
          defaultCountry={defaultCountry}
          error={isWrongNumber ? messages.error : undefined}
          isPending={filters.phone !== '' && messages.isFetching && !messages.isFetchingNextPage}
          onPhone={(phone) => (phone === filters.phone ? messages.refetch() : filter({ phone }))}
        />
      </div>
      {isFiltered && <div className="sms-row">{showAll}</div>}
      {messages.items === undefined ? (
        isWrongNumber ? (
          <div className="sms-table-box">
            <Empty title={words.notFound}>{words.wrongNumber}</Empty>
          </div>
        ) : messages.error ? (
          <Failure error={messages.error} onRetry={() => messages.refetch()} />
        ) : (
          <Skeleton lines={8} />
        )
      ) : (
        (messages.items.length > 0 || search.searchedTo === undefined) && (
          <MessageTable
            items={messages.items}
            more={search.more}
            isFiltered={isFiltered}
            onOpen={(message) => setOpen({ kind: 'message', message })}
            onTimeline={() => showTimeline()}
          />
        )
      )}
      <Searched search={search} found={messages.items?.length ?? 0} heading={heading} />
      {messages.isFetchNextPageError && <ErrorBanner error={messages.error} />}
      {open?.kind === 'message' && (
        <MessageDetails
          message={open.message}
          onTimeline={() => showTimeline(open.message.phone)}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.kind === 'timeline' && (
        <TimelineDialog {...open} defaultCountry={defaultCountry} onClose={() => setOpen(null)} />
      )}
    </section>
  )
}

type FieldsProps = {
  filters: Filters
  onFilter: (some: Partial<Filters>) => void
  /** What is in sight: purposes of the host's own are learnt from it. */
  known: readonly SmsMessage[]
}

const FilterFields = ({ filters, onFilter, known }: FieldsProps) => {
  const words = useWords(messageWords)
  const names = useVocabulary()
  // Apps and accounts belong to the settings, which not everybody may read who may read the log.
  const canReadSettings = usePermission('settings:read')
  const accounts = useSmsList('listAccounts', { query: { limit: 100 } }, { enabled: canReadSettings })
  const [purposes, setPurposes] = useState(() => Object.keys(names.purposes))
  const met = known.flatMap(({ purpose }) => (purpose === null || purposes.includes(purpose) ? [] : purpose))
  if (met.length > 0) setPurposes([...purposes, ...new Set(met)])
  const all = { id: '', label: words.all }
  return (
    <>
      {canReadSettings && (
        <>
          <AppPicker
            label={words.app}
            placeholder={words.all}
            value={filters.appId === '' ? null : filters.appId}
            onChange={(appId) => onFilter({ appId })}
          />
          <Select
            label={words.account}
            options={[all, ...(accounts.items ?? []).map(({ id, name }) => ({ id, label: name }))]}
            value={filters.accountId}
            onChange={(accountId) => onFilter({ accountId })}
          />
        </>
      )}
      <Select
        label={words.status}
        options={[all, ...MESSAGE_STATUSES.map((id) => ({ id, label: words.statuses[id] }))]}
        value={filters.status}
        onChange={(status) => onFilter({ status })}
      />
      <Select
        label={words.purpose}
        options={[all, ...purposes.map((id) => ({ id, label: names.purpose(id) }))]}
        value={filters.purpose}
        onChange={(purpose) => onFilter({ purpose })}
      />
      <DateField label={words.from} value={filters.from} max={filters.to} onChange={(from) => onFilter({ from })} />
      <DateField label={words.to} value={filters.to} min={filters.from} onChange={(to) => onFilter({ to })} />
    </>
  )
}

type TableProps = {
  items: readonly SmsMessage[]
  more: Search['more']
  isFiltered: boolean
  onOpen: (message: SmsMessage) => void
  onTimeline: () => void
}

const MessageTable = ({ items, more, isFiltered, onOpen, onTimeline }: TableProps) => {
  const words = useWords(messageWords)
  const names = useVocabulary()
  const appName = useAppName()
  const problemOf = useProblem()
  const { moment, ago } = useFormat()
  return (
    <Table
      label={words.title}
      items={items}
      idOf={(it) => it.id}
      more={more}
      empty={
        <div className="sms-table-box">
          {isFiltered ? (
            <Empty title={words.notFound} action={<Button onPress={onTimeline}>{words.timeline}</Button>}>
              {words.notFoundText}
            </Empty>
          ) : (
            <Empty title={words.emptyTitle}>{words.emptyText}</Empty>
          )}
        </div>
      }
      columns={[
        {
          id: 'phone',
          label: words.phone,
          isRowHeader: true,
          cell: (it) => (
            <div>
              <bdi dir="ltr" className="sms-cell-main sms-message-phone">
                {it.phone}
              </bdi>
              <time className="sms-cell-note" dateTime={it.createdAt} title={moment(it.createdAt)}>
                {ago(it.createdAt)}
              </time>
            </div>
          ),
        },
        {
          id: 'status',
          label: words.status,
          cell: (it) => {
            const problem = it.problem && problemOf(it.problem)
            return (
              <div className="sms-message-status">
                <Badge tone={STATUS_TONES[it.status]}>{words.statuses[it.status]}</Badge>
                {problem && (
                  <>
                    <span className="sms-cell-problem">{problem.what}</span>
                    <span className="sms-cell-note">{problem.turn}</span>
                  </>
                )}
              </div>
            )
          },
        },
        {
          id: 'app',
          label: words.app,
          cell: (it) => (
            <div>
              <span className="sms-cell-main">{it.appId === null ? words.test : appName(it.appId)}</span>
              {it.purpose !== null && <span className="sms-cell-note">{names.purpose(it.purpose)}</span>}
            </div>
          ),
        },
        {
          id: 'with',
          label: words.sentWith,
          cell: (it) => (
            <div className="sms-message-with">
              <span>{`【${it.signatureName}】 ${it.templateName}`}</span>
              <span className="sms-cell-note">{it.accountName}</span>
            </div>
          ),
        },
        {
          id: 'action',
          label: words.view,
          isAction: true,
          cell: (it) => (
            <div className="sms-actions">
              <Button look="link" aria-label={words.viewOne(it.phone, moment(it.createdAt))} onPress={() => onOpen(it)}>
                {words.view}
              </Button>
            </div>
          ),
        },
      ]}
    />
  )
}

const Download = ({ query, isDisabled }: { query: ReturnType<typeof queryOf>; isDisabled: boolean }) => {
  const words = useWords(messageWords)
  const { client } = useSmsSettings()
  const notify = useNotify()
  const text = useErrorText()
  const [isPending, setPending] = useState(false)
  const download = async () => {
    setPending(true)
    try {
      // By the client, not by a link: the host's `fetch` adds who is asking.
      saveFile('sms-messages.csv', await client.exportMessages({ query }))
      notify({ tone: 'success', text: words.downloaded })
    } catch (error) {
      notify({ tone: 'danger', text: text(error).message })
    } finally {
      setPending(false)
    }
  }
  return (
    <Button isPending={isPending} isDisabled={isDisabled} onPress={download}>
      {words.download}
    </Button>
  )
}

const TimelineDialog = ({
  masked,
  phone,
  defaultCountry,
  onClose,
}: {
  masked?: string
  phone?: string
  defaultCountry: string | undefined
  onClose: () => void
}) => {
  const words = useWords(timelineWords)
  return (
    <Dialog title={words.title} size="wide" onClose={onClose}>
      <Root slotName="phone-timeline">
        <div className="sms-stack">
          <p className="sms-section-text">{masked === undefined ? words.text : words.typeWhole(masked)}</p>
          <PhoneSearch
            {...(phone === undefined ? {} : { defaultPhone: phone })}
            {...(defaultCountry === undefined ? {} : { defaultCountry })}
          />
        </div>
      </Root>
    </Dialog>
  )
}
