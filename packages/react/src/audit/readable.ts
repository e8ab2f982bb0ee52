import { policyWords } from '../app-settings/policy-words.ts'
import { usePlatformName } from '../platforms/platform-name.ts'
import { signatureWords } from '../signatures/words.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { auditWords } from './words.ts'

type Names = { [id: string]: string }
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * Names of fields and what is in them, as a person reads them. The log outlives what it tells of: what is not known here
 * is shown as it was stored, and only ever as text, since what was typed once may be markup.
 */
export const useReadable = () => {
  const words = useWords(auditWords)
  const policy = useWords(policyWords)
  const signature = useWords(signatureWords)
  const names = useVocabulary()
  const platform = usePlatformName()
  const { number, country: countryName } = useFormat()

  const fields: Names = {
    ...words.fields,
    lifetime: policy.lifetime,
    attempts: policy.attempts,
    resendWait: policy.resendWait,
    codeLength: policy.codeLength,
    safeList: policy.safeList,
    blockList: policy.blockList,
    others: policy.others,
    named: policy.named,
    mode: policy.mode,
    ...policy.limit,
  }
  const field = (name: string) => fields[name] ?? name
  const inWords: { [field: string]: (value: string) => string } = {
    status: (it) => (words.accountStatus as Names)[it] ?? (names.review as Names)[it] ?? it,
    region: (it) => (names.regions as Names)[it] ?? it,
    type: (it) => (names.templateTypes as Names)[it] ?? it,
    others: (it) => (policy.modes as Names)[it] ?? it,
    mode: (it) => (policy.modes as Names)[it] ?? it,
    purpose: names.purpose,
    platform,
    country: countryName,
  }

  const value = (name: string, it: unknown): string => {
    if (it === undefined || it === null || it === '') return words.nothing
    if (it === true) return words.yes
    if (it === false) return words.no
    if (typeof it === 'number') return number(it)
    if (typeof it === 'string') return inWords[name]?.(it) ?? it
    if (Array.isArray(it)) return it.length === 0 ? words.nothing : it.map((one) => value(name, one)).join(', ')
    return isRecord(it) ? record(name, it) : String(it)
  }
  /** What stands in a list. */
  const record = (name: string, it: Record<string, unknown>): string => {
    const { carrier, status, purpose, region, ssid, stid, country, mode, ...rest } = it
    if (name === 'carriers' && carrier !== undefined)
      return words.pair(
        (signature.carrier as Names)[String(carrier)] ?? String(carrier),
        (signature.registration as Names)[String(status)] ?? String(status),
      )
    if (name === 'defaults' && ssid !== undefined)
      return words.pair(
        `${value('purpose', purpose)}, ${value('region', region)}`,
        `${words.fields.ssid} ${ssid}, ${words.fields.stid} ${stid}`,
      )
    if (name === 'named' && country !== undefined) return words.pair(value('country', country), value('mode', mode))
    if (name === 'purposes' && purpose !== undefined) return words.pair(value('purpose', purpose), pairs(rest))
    return pairs(it)
  }
  const pairs = (it: Record<string, unknown>): string =>
    Object.entries(it)
      .map(([name, one]) => words.pair(field(name), value(name, one)))
      .join(', ')

  return { field, value }
}

export type Readable = ReturnType<typeof useReadable>
