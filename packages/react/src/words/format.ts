import { useMemo } from 'react'
import { useSmsSettings } from '../context.ts'
import { countryNames } from './country-names.ts'

const DAY = 86_400_000
const STEPS = [
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', DAY],
] as const

/** Dates, numbers and countries as the provider's locale writes them. */
export const useFormat = () => {
  const { locale } = useSmsSettings()
  return useMemo(() => {
    const number = new Intl.NumberFormat(locale)
    const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
    const minute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    const list = new Intl.ListFormat(locale, { type: 'conjunction' })
    return {
      number: (value: number) => number.format(value),
      /** A part in percent; null of nothing. */
      share: (part: number, of: number): string | null => (of === 0 ? null : percent.format(part / of)),
      moment: (iso: string) => moment.format(new Date(iso)),
      /** As exact as an end needs to be. */
      minute: (iso: string) => minute.format(new Date(iso)),
      /** “3 minutes ago” within a week, else the day. */
      ago(iso: string): string {
        const passed = Date.now() - Date.parse(iso)
        if (Math.abs(passed) > 7 * DAY) return day.format(new Date(iso))
        const step = [...STEPS].reverse().find(([, size]) => Math.abs(passed) >= size) ?? STEPS[0]
        return relative.format(-Math.round(passed / step[1]), step[0])
      },
      list: (items: readonly string[]) => list.format(items),
      country: countryNames(locale),
    }
  }, [locale])
}
