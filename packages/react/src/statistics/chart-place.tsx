import type { SmsFigures, SmsStatistics } from '@sms-settings/api'
import { Component, lazy, type ReactNode, Suspense } from 'react'
import { Banner, Skeleton } from '../elements/index.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import type { ChartData } from './charts.tsx'
import { openOf, useFigures } from './use-figures.ts'
import { OUTCOMES, statisticsWords, USES } from './words.ts'

// Pure, so that a bundler drops it where nobody draws statistics.
const Charts = /* @__PURE__ */ lazy(() => import('./charts.tsx'))

/** A chart that cannot be loaded takes nothing else with it: all that it shows is in the table as well. */
class Careful extends Component<{ instead: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    return this.state.failed ? this.props.instead : this.props.children
  }
}

const outcomesOf = (it: SmsFigures) => ({
  delivered: it.delivered,
  failed: it.failed,
  open: openOf(it),
  refused: it.refused,
})
const usesOf = ({ started, approved }: SmsFigures) => ({ used: approved, unused: Math.max(0, started - approved) })

/** What became of the SMS and of the codes, drawn once the charts are loaded. */
export const ChartPlace = ({ statistics: { groupBy, groups, from, to } }: { statistics: SmsStatistics }) => {
  const words = useWords(statisticsWords)
  const { number } = useFormat()
  const { nameOf, day, longDay, shortDay, compact } = useFigures()
  const areDays = groupBy === 'day'
  const barsOf = (partsOf: (it: SmsFigures) => Record<string, number>) =>
    groups.map((it) => {
      const { name } = nameOf(groupBy, it)
      return {
        key: it.key,
        name: areDays ? longDay(it.key) : name,
        shortName: areDays ? shortDay(it.key) : name,
        parts: partsOf(it.figures),
      }
    })
  const outcomes = OUTCOMES.map((id) => ({ id, label: words.outcomes[id] }))
  const ofSms = { title: words.smsChart[groupBy], bars: barsOf(outcomesOf), areDays }
  const charts: ChartData[] =
    groupBy === 'error'
      ? [{ ...ofSms, parts: outcomes.filter(({ id }) => id === 'failed' || id === 'refused') }]
      : [
          { ...ofSms, parts: outcomes },
          {
            title: words.codeChart,
            bars: barsOf(usesOf),
            parts: USES.map((id) => ({ id, label: words.uses[id] })),
            areDays,
          },
        ]
  // One with nothing in it says nothing: the figures and the table have its noughts.
  const drawn = charts.filter(({ bars }) => bars.some((it) => Object.values(it.parts).some((count) => count > 0)))
  const { pair, parts, bar, summary, pickDay, others } = words
  const time = words.from(day(from), day(new Date(Date.parse(to) - 1).toISOString()))
  if (drawn.length === 0) return null
  return (
    <Careful instead={<Banner tone="warning">{words.chartFailed}</Banner>}>
      <Suspense fallback={<Skeleton lines={7} />}>
        <Charts charts={drawn} words={{ time, number, compact, pair, parts, bar, summary, pickDay, others }} />
      </Suspense>
    </Careful>
  )
}
