/** A number as the service understands it. */
export type Phone = { e164: string; domestic: boolean }

const mainland = /^(?:\+?86|0086|\+)?(1[3-9]\d{9})$/
/** With the country code of North America, which a mainland number of 11 digits can be mistaken for. */
const northAmerica = /^\+?(1[2-9]\d\d[2-9]\d{6})$/
const foreign = /^(?:\+|00)?([1-9]\d{6,14})$/

/**
 * Reads a number. Mainland: 11 digits, bare or after `+`, `+86`, `86`, `0086`; elsewhere: country code and number, a `+`
 * or `00` in front is dropped. Undefined when it is neither.
 * Source: the documentation comments of SendSms in the official SDK.
 *
 * Some numbers of North America (`1` and ten digits) look like bare mainland ones. Nothing documented says which they
 * are: with `preferForeign`, as for an international template, they are taken for what fits the template.
 */
export function readPhone(text: string, preferForeign = false): Phone | undefined {
  const phone = text.trim()
  const american = northAmerica.exec(phone)?.[1]
  if (preferForeign && american) return { e164: `+${american}`, domestic: false }
  const domestic = mainland.exec(phone)?.[1]
  if (domestic) return { e164: `+86${domestic}`, domestic: true }
  const digits = foreign.exec(phone)?.[1]
  if (!digits || digits.startsWith('86')) return undefined
  return { e164: `+${digits}`, domestic: false }
}

/** As reports and send details write it: mainland numbers bare, others with their country code and no `+`. */
export const localPhone = (e164: string): string => e164.replace(/^\+86(?=1[3-9]\d{9}$)/, '').replace(/^\+/, '')

/** The numbers in E.164 that a spelling may stand for. */
export const meantBy = (spelling: string): ReadonlySet<string> =>
  new Set([spelling, readPhone(spelling)?.e164, readPhone(spelling, true)?.e164].filter((phone) => phone !== undefined))
