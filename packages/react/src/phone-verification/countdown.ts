import { useEffect, useReducer } from 'react'

/** Whole seconds left until a time, never less than none. @param time milliseconds */
export const secondsUntil = (time: number | null | undefined, now: number): number =>
  time === null || time === undefined ? 0 : Math.max(0, Math.ceil((time - now) / 1000))

/** Minutes and seconds as a clock shows them: `0:09`, `12:30`; hours go into the minutes. */
export const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/**
 * Whole seconds left until a time; draws anew as they pass, and at once when a machine wakes up.
 * @param time milliseconds of this machine's clock, such as `resendAt`; null is now
 */
export const useSecondsUntil = (time: number | null | undefined): number => {
  const [, draw] = useReducer((count: number) => count + 1, 0)
  const left = secondsUntil(time, Date.now())
  useEffect(() => {
    if (left === 0 || typeof time !== 'number') return
    // To the next whole second of the time itself: a timer of one second each would drift.
    const timer = setTimeout(draw, Math.max(20, time - (left - 1) * 1000 - Date.now()))
    document.addEventListener('visibilitychange', draw)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', draw)
    }
  })
  return left
}
