const HOUR = 3_600_000

const shifted = (time: number) => new Date(time + 8 * HOUR).toISOString()

/** `yyyy-MM-dd HH:mm:ss` in China time (UTC+8), as in the service's answers. */
export const chinaTime = (time: number): string => shifted(time).slice(0, 19).replace('T', ' ')

/** `yyyyMMdd` in China time. */
export const chinaDay = (time: number): string => shifted(time).slice(0, 10).replaceAll('-', '')

/** The number of the clock window (a minute, an hour, a day of China time) that a moment lies in. */
export const chinaWindow = (time: number, length: number): number => Math.floor((time + 8 * HOUR) / length)

/** Midnight of a `yyyyMMdd` in China time; undefined unless it is a day of the calendar. */
export function parseChinaDay(day: string): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(day)
  if (!parts) return undefined
  const time = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T00:00:00+08:00`)
  return Number.isNaN(time) || chinaDay(time) !== day ? undefined : time
}
