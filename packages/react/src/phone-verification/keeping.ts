import type { SentCode } from './machine.ts'

/** Where a code that is under way is remembered, so that a reload or a second tab goes on with it. */
export type Keeping = {
  read: () => SentCode | null
  write: (sent: SentCode | null) => void
  /** Told when another tab has written. @returns stops listening */
  listen: (heard: (sent: SentCode | null) => void) => () => void
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const parse = (text: string | null, purpose: string): SentCode | null => {
  if (text === null) return null
  try {
    const it = JSON.parse(text) as { [field: string]: unknown } | null
    const { id, phone, expiresAt, resendAt, codeLength } = it ?? {}
    if (!isText(id) || !isText(phone) || it?.purpose !== purpose || !isTime(resendAt)) return null
    if (!isTime(codeLength) || codeLength < 1 || codeLength > 12) return null
    return { id, phone, purpose, expiresAt: isTime(expiresAt) ? expiresAt : null, resendAt, codeLength }
  } catch {
    // Somebody else's, or of a version that is not ours.
    return null
  }
}

/**
 * Keeps a code that is under way in `localStorage`, which other tabs see too. Never a code and never a whole number: the
 * id, the masked number, the purpose, two times and the length of the code. A browser that refuses keeps nothing.
 * @param key null keeps nothing
 */
export const keepIn = (key: string | null, purpose: string): Keeping => {
  const name = `${key}:${purpose}`
  return {
    read() {
      if (key === null) return null
      try {
        return parse(localStorage.getItem(name), purpose)
      } catch {
        return null
      }
    },
    write(sent) {
      if (key === null) return
      try {
        if (!sent) return localStorage.removeItem(name)
        const { id, phone, expiresAt, resendAt, codeLength } = sent
        localStorage.setItem(name, JSON.stringify({ id, phone, purpose, expiresAt, resendAt, codeLength }))
      } catch {
        // Private mode, no room left, storage forbidden: a reload then begins anew, nothing worse.
      }
    },
    listen(heard) {
      if (key === null || typeof addEventListener === 'undefined') return () => {}
      const onStorage = (event: StorageEvent) => {
        if (event.key === name) heard(parse(event.newValue, purpose))
      }
      addEventListener('storage', onStorage)
      return () => removeEventListener('storage', onStorage)
    },
  }
}
