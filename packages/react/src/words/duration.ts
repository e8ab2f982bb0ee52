import { useMemo } from 'react'
import { useSmsSettings } from '../context.ts'

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** How long something took, as the provider's locale writes it: “320 ms”, “6 sec”. */
export const useDuration = () => {
  const { locale } = useSmsSettings()
  return useMemo(() => {
    const write = (value: number, unit: string) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }).format(
        value,
      )
    return (milliseconds: number): string => {
      const passed = Math.max(0, milliseconds)
      // Of two of a unit, the smaller one still says more: 90 seconds, not 2 minutes.
      const [unit, size] = UNITS.find(([, it]) => passed >= 2 * it) ?? (passed >= 1000 ? UNITS[3] : ['millisecond', 1])
      return write(passed / size, unit)
    }
  }, [locale])
}
