import { useCallback, useEffect, useState } from 'react'

type Reading = typeof import('./reading.ts')

let loading: Promise<Reading> | undefined

/** One download for all fields of a page; tried again when it failed. */
const load = () => {
  loading ??= import('./reading.ts').catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

/**
 * What reads phone numbers, as soon as it has come: its metadata is larger than all the rest, and nobody has to wait for
 * it. Until then, and without it, the server reads what was typed.
 */
export const useReading = (): { reading: Reading | undefined; retry: () => void } => {
  const [reading, setReading] = useState<Reading>()
  const retry = useCallback(() => {
    load().then(setReading, () => {})
  }, [])
  useEffect(retry, [retry])
  return { reading, retry }
}
