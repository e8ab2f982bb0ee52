import type { Message } from '../messages/store.ts'
import { NEVER_COUNTED, type Verification } from '../verifications/store.ts'

/** Milliseconds of a day; days are those of UTC, counted since the epoch. */
export const DAY = 86_400_000
export const dayOf = (at: number): number => Math.floor(at / DAY)

/**
 * Classes of the time from the request until the phone had the SMS: class 0 up to a second, and each further one √2 times
 * as long, so that an hour is in the last. A percentile read from them is right to a fifth. The columns of
 * migrations/004-watching.ts are as many.
 */
export const TIME_CLASSES = 24
/** The longest time of a class, in seconds. */
export const longestOf = (timeClass: number): number => 2 ** (timeClass / 2)
export const timeClassOf = (ms: number): number =>
  Math.min(TIME_CLASSES - 1, Math.max(0, Math.ceil(2 * Math.log2(Math.max(1, ms) / 1000))))

/** What a row of the statistics adds up, by its columns. */
export const COUNTS = ['started', 'approved', 'sent', 'codes', 'delivered', 'failed', 'unknown', 'refused'] as const
export const TIMES = Array.from({ length: TIME_CLASSES }, (_, at) => `time_${at}` as const)
export const MEASURES = [...COUNTS, ...TIMES] as const
export type Measure = (typeof MEASURES)[number]
export type Figures = Partial<Record<Measure, number>>

/**
 * As what a message is counted. Texts, because they stand in its row: what a row is counted as can be taken back exactly,
 * whatever has become of the row since.
 */
export const messageCountedAs = (it: Message): string => {
  switch (it.status) {
    case 'queued':
      return ''
    case 'accepted':
      return 'sent'
    case 'unknown':
      return 'unknown'
    case 'delivered':
      return `delivered:${timeClassOf((it.reportedAt ?? it.createdAt) - it.createdAt)}`
    case 'failed':
      // Only what the platform had taken is reported on.
      return `${it.reportedAt === null ? 'refused' : 'failed'}:${it.problemCode ?? it.problemKind ?? ''}`
  }
}

/** With what it was sent: a resend or another account may change that. */
export const verificationCountedAs = (
  it: Pick<Verification, 'status' | 'approvedAt' | 'sentStid' | 'decoy'>,
): string => {
  if (it.decoy) return NEVER_COUNTED
  if (it.approvedAt !== null) return `approved:${it.sentStid ?? ''}`
  return it.status === 'failed' ? '' : `started:${it.sentStid ?? ''}`
}
export const isApproved = (countedAs: string): boolean => countedAs.startsWith('approved:')
export const isStarted = (countedAs: string): boolean => countedAs.startsWith('started:') || isApproved(countedAs)

/** The figures of a message that is counted so, and the error it counts under. */
const messageFigures = (countedAs: string, isCode: boolean): { figures: Figures; error: string | null } => {
  const [word, rest = ''] = countedAs.split(/:(.*)/s)
  if (word === '' || word === NEVER_COUNTED) return { figures: {}, error: null }
  if (word === 'refused') return { figures: { refused: 1 }, error: rest }
  const sent = { sent: 1, ...(isCode ? { codes: 1 } : {}) }
  if (word === 'delivered')
    return { figures: { ...sent, delivered: 1, [`time_${Number(rest)}` as Measure]: 1 }, error: null }
  if (word === 'failed') return { figures: { ...sent, failed: 1 }, error: rest }
  if (word === 'unknown') return { figures: { ...sent, unknown: 1 }, error: null }
  return { figures: sent, error: null }
}

const verificationFigures = (countedAs: string): { figures: Figures; template: string } => ({
  figures: isStarted(countedAs) ? { started: 1, ...(isApproved(countedAs) ? { approved: 1 } : {}) } : {},
  template: countedAs.slice(countedAs.indexOf(':') + 1),
})

/** A day, or a month, by the day on which it begins. */
export type Period = { period: 'd' | 'm'; begins: number }
/** The first day of the month that a day is in. */
export const monthOf = (day: number): number => {
  const date = new Date(day * DAY)
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth()))
}

/** One row of the statistics: for one App, or (`appId` empty) for all of a tenant. */
export type Place = Period & { tenantId: string; appId: string; dimension: Dimension; value: string }
export type Dimension = 'day' | 'app' | 'template' | 'country' | 'error'

/** What many rows have in common: they are put into the same sums, in the same way. */
type Alike = {
  tenantId: string
  appId: string
  day: number
  values: { template: string; country: string; error: string | null }
  figures: Figures
}

/** The sums that rows belong to. */
const placesOf = ({ tenantId, appId, day, values }: Alike): Place[] => {
  const month = monthOf(day)
  const at = (of: string, dimension: Dimension, value: string): Place[] => [
    { tenantId, appId: of, dimension, value, period: 'd', begins: day },
    { tenantId, appId: of, dimension, value, period: 'm', begins: month },
  ]
  return [
    ...at('', 'app', appId),
    ...(appId === '' ? [''] : ['', appId]).flatMap((of) => [
      ...at(of, 'day', ''),
      ...at(of, 'template', values.template),
      ...at(of, 'country', values.country),
      ...(values.error === null ? [] : at(of, 'error', values.error.slice(0, 128))),
    ]),
  ]
}

/** Sums by the row that they belong to. Rows that are alike are counted first, and put into the sums together. */
export const createSums = () => {
  const alike = new Map<string, Alike & { rows: number }>()

  const note = (of: Alike, countedAs: string, sign: 1 | -1): void => {
    if (Object.keys(of.figures).length === 0) return
    const { template, country } = of.values
    const key = `${of.tenantId}\n${of.appId}\n${of.day}\n${template}\n${country}\n${countedAs}`
    const known = alike.get(key)
    if (known) known.rows += sign
    else alike.set(key, { ...of, rows: sign })
  }
  const both = (was: string, is: string, each: (countedAs: string, sign: 1 | -1) => void) => {
    each(was, -1)
    each(is, 1)
  }

  return {
    /** Takes a message off as it was counted, and counts it as it stands; either may be empty. */
    message(it: Message, was: string, is: string): void {
      const { tenantId, stid: template, country } = it
      const isCode = it.verificationId !== null
      both(was, is, (countedAs, sign) => {
        const { figures, error } = messageFigures(countedAs, isCode)
        const values = { template, country: country ?? '', error }
        const of = { tenantId, appId: it.appId ?? '', day: dayOf(it.createdAt), values, figures }
        note(of, `${isCode ? 'code' : 'test'} ${countedAs}`, sign)
      })
    },

    verification(
      it: Pick<Verification, 'tenantId' | 'appId' | 'createdAt' | 'country'>,
      was: string,
      is: string,
    ): void {
      const { tenantId, appId, country } = it
      both(was, is, (countedAs, sign) => {
        const { figures, template } = verificationFigures(countedAs)
        const values = { template, country, error: null }
        note({ tenantId, appId, day: dayOf(it.createdAt), values, figures }, `verification ${countedAs}`, sign)
      })
    },

    /** Those that change anything, in one order, so that two who write some of the same do not deadlock. */
    rows: (): (Place & { figures: Figures })[] => {
      const sums = new Map<string, Place & { figures: Figures }>()
      for (const of of alike.values())
        for (const place of placesOf(of)) {
          const key = JSON.stringify([
            place.tenantId,
            place.appId,
            place.dimension,
            place.period,
            place.begins,
            place.value,
          ])
          const sum = sums.get(key) ?? { ...place, figures: {} }
          sums.set(key, sum)
          for (const [measure, count] of Object.entries(of.figures) as [Measure, number][])
            sum.figures[measure] = (sum.figures[measure] ?? 0) + of.rows * count
        }
      return [...sums.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, it]) => it)
        .filter(({ figures }) => Object.values(figures).some((count) => count !== 0))
    },
  }
}
export type Sums = ReturnType<typeof createSums>
