import type { SmsAlarm } from '@sms-settings/api'
import { type RefObject, useEffect, useId, useRef, useState } from 'react'
import { usePermission } from '../context.ts'
import { Button, Checkbox, Empty, ErrorBanner, Failure, Icon, Root, Skeleton, useNotify } from '../elements/index.ts'
import { elementWords } from '../elements/words.ts'
import { useSmsList, useSmsMutation } from '../queries/queries.ts'
import { useErrorText } from '../words/errors.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useAlarm } from './use-alarm.ts'
import { alarmWords } from './words.ts'

export type AlarmsProps = {
  /** A class of yours on the outermost element. */
  className?: string
  /**
   * “Open” was pressed: go to the account (`accountId`) or to the App (`appId`) that an alarm is about. Left out, no such
   * button is drawn.
   */
  onOpen?: (alarm: SmsAlarm) => void
}

const EVERY_MINUTE = 60_000

/** What somebody should look at: what stands first, each in plain words with what to do about it. */
export const Alarms = ({ className, onOpen }: AlarmsProps) => (
  <Root slotName="alarms" {...(className ? { className } : {})}>
    <Listed {...(onOpen ? { onOpen } : {})} />
  </Root>
)

type Opening = Pick<AlarmsProps, 'onOpen'>

const Listed = ({ onOpen }: Opening) => {
  const words = useWords(alarmWords)
  const [isEndedShown, setEndedShown] = useState(false)
  const standing = useSmsList('listAlarms', { query: { standing: true } }, { every: EVERY_MINUTE })
  const heading = useRef<HTMLHeadingElement>(null)
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage } = standing

  // Of a page all may have ended by themselves meanwhile, with more behind it.
  const isHollow = items?.length === 0 && hasNextPage && !isFetchingNextPage && !standing.isFetchNextPageError
  useEffect(() => {
    if (isHollow) fetchNextPage()
  }, [isHollow, fetchNextPage])

  return (
    <section className="sms-stack">
      <div className="sms-section-header">
        <h1 ref={heading} tabIndex={-1} className="sms-page-title">
          {words.title}
        </h1>
        <Checkbox isSelected={isEndedShown} onChange={setEndedShown}>
          {words.showEnded}
        </Checkbox>
      </div>
      <p className="sms-section-text">{words.text}</p>
      {items === undefined || (items.length === 0 && hasNextPage) ? (
        standing.error ? (
          <Failure error={standing.error} onRetry={() => standing.refetch()} />
        ) : (
          <Skeleton lines={5} />
        )
      ) : items.length === 0 ? (
        <div className="sms-table-box">
          <Empty title={words.emptyTitle}>{words.emptyText}</Empty>
        </div>
      ) : (
        <AlarmList
          label={words.standing}
          items={items}
          more={standing}
          heading={heading}
          {...(onOpen ? { onOpen } : {})}
        />
      )}
      {isEndedShown && <Ended heading={heading} {...(onOpen ? { onOpen } : {})} />}
    </section>
  )
}

/** Those that ended, newest first. The server lists them among all. */
const Ended = ({ onOpen, heading }: Opening & { heading: RefObject<HTMLElement | null> }) => {
  const words = useWords(alarmWords)
  const all = useSmsList('listAlarms', { query: {} })
  const ended = all.items?.filter((it) => it.endedAt !== null)
  return (
    <section className="sms-section" aria-label={words.endedTitle}>
      <h2 className="sms-section-title">{words.endedTitle}</h2>
      {ended === undefined ? (
        all.error ? (
          <Failure error={all.error} onRetry={() => all.refetch()} />
        ) : (
          <Skeleton lines={3} />
        )
      ) : ended.length === 0 && !all.hasNextPage ? (
        <p className="sms-section-text">{words.noneEnded}</p>
      ) : (
        <AlarmList
          label={words.endedTitle}
          items={ended}
          more={all}
          heading={heading}
          {...(onOpen ? { onOpen } : {})}
        />
      )}
    </section>
  )
}

type ListProps = Opening & {
  label: string
  items: readonly SmsAlarm[]
  more: {
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    error: unknown
    fetchNextPage: () => unknown
  }
  /** Where the focus goes when what it was in has gone. */
  heading: RefObject<HTMLElement | null>
}

const AlarmList = ({ label, items, more, heading, onOpen }: ListProps) => {
  const { loadMore } = useWords(elementWords)
  return (
    <>
      <ul className="sms-alarms" data-slot="alarm-list" aria-label={label}>
        {items.map((alarm) => (
          <One key={alarm.id} alarm={alarm} onGone={() => heading.current?.focus()} {...(onOpen ? { onOpen } : {})} />
        ))}
      </ul>
      {more.isFetchNextPageError && <ErrorBanner error={more.error} />}
      {more.hasNextPage && (
        <div>
          <Button isPending={more.isFetchingNextPage} onPress={() => more.fetchNextPage()}>
            {loadMore}
          </Button>
        </div>
      )}
    </>
  )
}

const One = ({ alarm, onGone, onOpen }: Opening & { alarm: SmsAlarm; onGone: () => void }) => {
  const words = useWords(alarmWords)
  const { ago, moment, number } = useFormat()
  const inWords = useAlarm()
  const notify = useNotify()
  const errorText = useErrorText()
  const mayWrite = usePermission('settings:write')
  const end = useSmsMutation('endAlarm')
  const id = useId()
  const { tone, what, todo, problem, texts, until } = inWords(alarm)
  const { accountId, appId, platformCode, times, firstAt, lastAt, endedAt } = alarm
  const hasEnded = endedAt !== null

  const endAlarm = async () => {
    try {
      await end.mutateAsync({ params: { id: alarm.id } })
      notify({ tone: 'success', text: words.wasEnded })
      onGone()
    } catch (error) {
      notify({ tone: 'danger', text: errorText(error).message })
    }
  }

  return (
    <li
      className="sms-alarm"
      data-slot="alarm"
      data-kind={alarm.kind}
      data-tone={hasEnded ? 'ended' : tone}
      aria-labelledby={id}
    >
      <Icon name={hasEnded ? 'check' : 'alert'} />
      <div className="sms-alarm-body">
        <strong id={id} className="sms-cell-main">
          {what}
        </strong>
        {platformCode !== null && (
          <span>
            {problem} <span className="sms-muted sms-code">{platformCode}</span>
          </span>
        )}
        {!hasEnded && <span>{todo}</span>}
        {texts && (
          <dl className="sms-alarm-texts">
            <div>
              <dt>{words.before}</dt>
              <dd>{texts.before}</dd>
            </div>
            <div>
              <dt>{words.after}</dt>
              <dd>{texts.after}</dd>
            </div>
          </dl>
        )}
        <span className="sms-cell-note sms-alarm-times">
          <time dateTime={firstAt} title={moment(firstAt)}>
            {words.since(ago(firstAt))}
          </time>
          {times > 1 && <time dateTime={lastAt}>{words.times(number(times), ago(lastAt))}</time>}
          {hasEnded ? (
            <time dateTime={endedAt} title={moment(endedAt)}>
              {words.ended(ago(endedAt))}
            </time>
          ) : (
            until !== null && <time dateTime={until}>{words.endsAt(ago(until))}</time>
          )}
        </span>
      </div>
      {!hasEnded && (mayWrite || onOpen) && (
        <span className="sms-actions">
          {onOpen && (accountId !== null || appId !== null) && (
            <Button look="link" aria-label={words.openOf(what)} onPress={() => onOpen(alarm)}>
              {words.open}
            </Button>
          )}
          {mayWrite && (
            <Button isPending={end.isPending} aria-label={words.endOf(what)} onPress={endAlarm}>
              {words.end}
            </Button>
          )}
        </span>
      )}
    </li>
  )
}
