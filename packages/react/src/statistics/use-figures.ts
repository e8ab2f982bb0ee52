import type { SmsFigures, SmsStatistics, StatisticsGroup } from '@sms-settings/api'
import { useMemo } from 'react'
import { useSmsSettings } from '../context.ts'
import { useProblemWords } from '../queries/problem-words.ts'
import { useDuration } from '../words/duration.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { languageOf } from '../words/words.ts'
import { statisticsWords } from './words.ts'

export type Group = SmsStatistics['groups'][number]

/** SMS that were taken, with no word of what became of them. */
export const openOf = ({ sent, delivered, failed }: SmsFigures): number => Math.max(0, sent - delivered - failed)

/** Figures and what they are of, as the provider's locale writes them. */
export const useFigures = () => {
  const { locale } = useSmsSettings()
  const words = useWords(statisticsWords)
  const duration = useDuration()
  const { country, share } = useFormat()
  const problems = useProblemWords()
  return useMemo(() => {
    // Days are UTC days, wherever the person is.
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
    const dayOfWeek = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' })
    const shortDay = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
    const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
    return {
      day: (iso: string) => day.format(new Date(iso)),
      shortDay: (iso: string) => shortDay.format(new Date(iso)),
      longDay: (iso: string) => dayOfWeek.format(new Date(iso)),
      compact: (value: number) => compact.format(value),
      share,
      seconds: (value: number | null): string | null => (value === null ? null : duration(value * 1000)),
      /** What a group is of, with more about it where there is more. */
      nameOf(groupBy: StatisticsGroup, { key, name }: Group): { name: string; note?: string } {
        if (groupBy === 'day') return { name: day.format(new Date(key)) }
        if (groupBy === 'app') return key === '' ? { name: words.console } : { name: name ?? key }
        if (key === '') return { name: words.unnamed[groupBy] }
        if (groupBy === 'country') return { name: country(key) }
        if (groupBy === 'template') return { name: name ?? key, note: key }
        // What the platform says may be anything: without words of ours it is shown as it is.
        return problems?.isKnownProblem(key)
          ? { name: problems.problemWords(key, 'bug')[languageOf(locale)].what, note: key }
          : { name: key }
      },
    }
  }, [locale, words, duration, country, share, problems])
}
