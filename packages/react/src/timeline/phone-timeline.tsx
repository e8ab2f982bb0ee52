import type { SmsPhoneTimeline } from '@sms-settings/api'
import { SmsClientError } from '@sms-settings/api/client'
import { useMemo, useState } from 'react'
import { Banner, Button, Empty, ErrorBanner, Failure, Root, Select, Skeleton } from '../elements/index.ts'
import { useAppName } from '../queries/app-name.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { conclude } from './conclusion.ts'
import { EventIcon } from './event-icon.tsx'
import { PhoneForm } from './phone-form.tsx'
import { type Stretch, stretchesOf } from './steps.ts'
import { useStory } from './use-story.ts'
import { timelineWords } from './words.ts'

export type PhoneTimelineProps = {
  className?: string
  /** The number to begin with. */
  defaultPhone?: string
  /**
   * The country of numbers typed without one, ISO 3166-1 alpha-2: `CN`.
   * @default none: a number begins with `+`
   */
  defaultCountry?: string
}

const DAY = 86_400_000
const SPANS = { day: DAY, week: 7 * DAY, month: 30 * DAY }
type Span = keyof typeof SPANS

/** Why a person got no code: all that happened to one number, in order. */
export const PhoneTimeline = ({ className, ...props }: PhoneTimelineProps) => {
  const words = useWords(timelineWords)
  return (
    <Root slotName="phone-timeline" {...(className ? { className } : {})}>
      <section className="sms-stack">
        <h1 className="sms-page-title">{words.title}</h1>
        <p className="sms-section-text">{words.text}</p>
        <PhoneSearch {...props} />
      </section>
    </Root>
  )
}

/** The field and what it found, for wherever they stand. */
export const PhoneSearch = ({ defaultPhone, defaultCountry }: Omit<PhoneTimelineProps, 'className'>) => {
  const words = useWords(timelineWords)
  const [asked, setAsked] = useState(() => ({ phone: defaultPhone ?? '', at: Date.now() }))
  const [span, setSpan] = useState<Span>('week')
  // Reckoned when it is asked for: a beginning that moves would be another question at every drawing.
  const query = useMemo(() => ({ from: new Date(asked.at - SPANS[span]).toISOString() }), [asked, span])
  const timeline = useSmsQuery(
    'getPhoneTimeline',
    { params: { phone: asked.phone }, query },
    { enabled: asked.phone !== '' },
  )
  const isWrong = timeline.error instanceof SmsClientError && timeline.error.statusCode === 400
  const look = (phone: string) => {
    // The same question: what is known so far stays in sight until the answer is there.
    if (phone === asked.phone) timeline.refetch()
    else setAsked({ phone, at: Date.now() })
  }

  return (
    <div className="sms-stack">
      <div className="sms-timeline-search">
        <PhoneForm
          label={words.phone}
          submitLabel={words.show}
          description={defaultCountry === undefined ? words.phoneText : words.nationalText}
          defaultCountry={defaultCountry}
          defaultValue={defaultPhone}
          error={isWrong ? timeline.error : undefined}
          isPending={timeline.isFetching}
          onPhone={look}
        />
        <Select
          label={words.since}
          options={(Object.keys(SPANS) as Span[]).map((id) => ({ id, label: words.spans[id] }))}
          value={span}
          onChange={(id) => setSpan(id as Span)}
        />
      </div>
      {asked.phone === '' || isWrong ? null : timeline.data !== undefined ? (
        <>
          {timeline.error && <ErrorBanner error={timeline.error} />}
          <Story timeline={timeline.data} span={words.spans[span]} onAgain={() => look(asked.phone)} />
        </>
      ) : timeline.error ? (
        <Failure error={timeline.error} onRetry={() => timeline.refetch()} />
      ) : (
        <Skeleton lines={6} />
      )}
    </div>
  )
}

const Story = ({ timeline, span, onAgain }: { timeline: SmsPhoneTimeline; span: string; onAgain: () => void }) => {
  const words = useWords(timelineWords)
  const { answer } = useStory()
  const { events, phone, complete } = timeline
  const again = (
    <Button icon="refresh" onPress={onAgain}>
      {words.again}
    </Button>
  )
  if (events.length === 0)
    return (
      <div className="sms-table-box" role="status">
        <Empty title={`${words.emptyTitle} (${phone})`} action={again}>
          {words.emptyText(span)}
        </Empty>
      </div>
    )
  const { tone, text, notes } = answer(conclude(events))
  return (
    <>
      <div className="sms-section-header">
        <h2 className="sms-section-title">
          <bdi dir="ltr">{phone}</bdi>
        </h2>
        {again}
      </div>
      <Banner tone={tone} title={words.why} role="status">
        <span>{text}</span>
        {notes.map((note) => (
          <span key={note}>{note}</span>
        ))}
      </Banner>
      {!complete && <p className="sms-section-text">{words.incomplete}</p>}
      <ol className="sms-timeline" data-slot="timeline" aria-label={words.story}>
        {stretchesOf(events).map((stretch) => (
          <Part key={`${stretch.steps[0]?.since} ${stretch.verificationId} ${stretch.purpose}`} stretch={stretch} />
        ))}
      </ol>
    </>
  )
}

const Part = ({ stretch }: { stretch: Stretch }) => {
  const words = useWords(timelineWords)
  const names = useVocabulary()
  const appName = useAppName()
  const { tell } = useStory()
  const { moment } = useFormat()
  const { appId, purpose, isContinued, steps } = stretch
  const title = [
    appId === null ? words.test : appName(appId),
    ...(purpose === null ? [] : [names.purpose(purpose)]),
    ...(isContinued ? [words.continued] : []),
  ].join(' · ')
  return (
    <li className="sms-timeline-part" data-slot="timeline-part">
      <h3 className="sms-timeline-title">{title}</h3>
      <ol className="sms-timeline-steps">
        {steps.map((step) => {
          const { icon, tone, text, notes } = tell(step)
          const { at, kind } = step.event
          return (
            <li
              key={`${at} ${kind} ${step.event.code ?? ''}${step.event.limit ?? ''}`}
              className="sms-timeline-step"
              data-slot="timeline-step"
              data-kind={kind}
              data-tone={tone}
            >
              <span className="sms-timeline-mark">
                <EventIcon name={icon} />
              </span>
              <div className="sms-timeline-text">
                <strong className="sms-cell-main">{text}</strong>
                {notes.map((note) => (
                  <span key={note} className="sms-cell-note">
                    {note}
                  </span>
                ))}
              </div>
              <time className="sms-timeline-time" dateTime={at}>
                {moment(at)}
              </time>
            </li>
          )
        })}
      </ol>
    </li>
  )
}
