import type { StatisticsGroup } from '@sms-settings/api'
import { useMemo, useState } from 'react'
import { usePermission } from '../context.ts'
import {
  Banner,
  Button,
  DateField,
  Empty,
  ErrorBanner,
  Failure,
  Root,
  Select,
  Skeleton,
  Tabs,
} from '../elements/index.ts'
import { AppPicker } from '../pickers/index.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { ChartPlace } from './chart-place.tsx'
import { Figures } from './figures.tsx'
import { FiguresTable } from './figures-table.tsx'
import { dayOf, queryOf, type Range, SPANS, type Span } from './range.ts'
import { statisticsWords } from './words.ts'

export type SmsStatisticsProps = {
  /** A class of yours on the outermost element. */
  className?: string
  /** Only of one App: no App can be chosen then. */
  appId?: string
  /**
   * What it begins with.
   * @default 'day'
   */
  defaultGroupBy?: StatisticsGroup
}

const GROUPS = ['day', 'app', 'template', 'country', 'error'] as const satisfies readonly StatisticsGroup[]
/** Younger than that, what is counted is as good as now. */
const FRESH = 60_000

/** How many SMS were sent, arrived and were used: in all, and by day, App, template, country or error. */
export const SmsStatistics = ({ className, ...props }: SmsStatisticsProps) => (
  <Root slotName="sms-statistics" {...(className ? { className } : {})}>
    <Statistics {...props} />
  </Root>
)

const Statistics = ({ appId, defaultGroupBy = 'day' }: Omit<SmsStatisticsProps, 'className'>) => {
  const words = useWords(statisticsWords)
  const { moment } = useFormat()
  const canReadApps = usePermission('settings:read')
  const [asked, setAsked] = useState<Range & { at: number }>(() => ({
    span: '30',
    first: '',
    last: '',
    at: Date.now(),
  }))
  const [chosenApp, setChosenApp] = useState('')
  const [groupBy, setGroupBy] = useState<StatisticsGroup>(defaultGroupBy)
  const ask = (some: Partial<Range>) => setAsked({ ...asked, ...some, at: Date.now() })
  const app = appId ?? chosenApp
  const query = useMemo(
    () => ({ ...queryOf(asked, asked.at), groupBy, ...(app === '' ? {} : { appId: app }) }),
    [asked, groupBy, app],
  )
  const statistics = useSmsQuery('getStatistics', { query }, { keeps: true })
  const { data, error, dataUpdatedAt } = statistics
  const today = dayOf(asked.at)
  const isLate = data !== undefined && dataUpdatedAt - Date.parse(data.countedUntil) > FRESH

  const content =
    data === undefined || data.groupBy !== groupBy ? (
      <Skeleton lines={8} />
    ) : (
      <div className="sms-stack">
        {data.groups.length === 0 ? (
          <div className="sms-table-box">
            <Empty title={groupBy === 'error' ? words.noErrors : words.emptyTitle} />
          </div>
        ) : (
          <>
            <ChartPlace statistics={data} />
            <FiguresTable key={`${data.groupBy} ${data.from}`} statistics={data} />
          </>
        )}
      </div>
    )
  const isNothing = data && data.total.sent + data.total.started + data.total.refused === 0

  return (
    <section className="sms-stack">
      <h1 className="sms-page-title">{words.title}</h1>
      <p className="sms-section-text">{words.text}</p>
      <div className="sms-message-filters" data-slot="filters">
        <Select
          label={words.range}
          options={SPANS.map((id) => ({ id, label: words.spans[id] }))}
          value={asked.span}
          onChange={(id) => ask({ span: id as Span })}
        />
        {asked.span === 'chosen' && (
          <>
            <DateField
              label={words.firstDay}
              value={asked.first}
              max={asked.last || today}
              onChange={(first) => ask({ first })}
            />
            <DateField
              label={words.lastDay}
              value={asked.last}
              min={asked.first}
              max={today}
              onChange={(last) => ask({ last })}
            />
          </>
        )}
        {appId === undefined && canReadApps && (
          <AppPicker
            label={words.app}
            placeholder={words.allApps}
            value={chosenApp === '' ? null : chosenApp}
            onChange={setChosenApp}
          />
        )}
      </div>
      {chosenApp !== '' && (
        <div className="sms-row">
          <Button icon="close" onPress={() => setChosenApp('')}>
            {words.showAllApps}
          </Button>
        </div>
      )}
      {error && data === undefined ? (
        <Failure error={error} onRetry={() => statistics.refetch()} />
      ) : data === undefined ? (
        <Skeleton lines={10} />
      ) : (
        <div className="sms-stack" aria-busy={statistics.isPlaceholderData}>
          {error && <ErrorBanner error={error} />}
          {isLate && <Banner tone="warning">{words.countedUntil(moment(data.countedUntil))}</Banner>}
          {isNothing ? (
            <div className="sms-table-box">
              <Empty title={words.emptyTitle}>{words.emptyText}</Empty>
            </div>
          ) : (
            <>
              <Figures total={data.total} />
              <Tabs
                label={words.groupBy}
                selected={groupBy}
                onSelect={(id) => setGroupBy(id as StatisticsGroup)}
                tabs={GROUPS.map((id) => ({ id, label: words.groups[id], content }))}
              />
            </>
          )}
        </div>
      )}
    </section>
  )
}
