import { PURPOSES, type SmsCountries, type SmsLimits } from '@sms-settings/api'
import { type Static, Type } from 'typebox'
import { fieldOf, type Violation, validator } from './compilers.ts'
import { InvalidOption } from './errors.ts'

const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })
const closed = { additionalProperties: false }

const LimitOptions = Type.Partial(
  Type.Object({
    phonePerMinute: whole(0, 100),
    phonePerHour: whole(0, 100),
    phonePerDay: whole(0, 100),
    ipPerHour: whole(0, 10_000_000),
    appPerDay: whole(0, 10_000_000),
    countryPerHour: whole(0, 10_000_000),
    prefixPerHour: whole(0, 10_000_000),
  }),
  closed,
)
const Bound = (minimum: number, maximum: number) =>
  Type.Object({ minimum: whole(minimum, maximum), maximum: whole(minimum, maximum) }, closed)

const VerificationOptions = Type.Partial(
  Type.Object({
    codeLength: whole(4, 6),
    lifetime: whole(30, 3600),
    attempts: whole(1, 10),
    resendWait: Type.Array(whole(1, 86_400), { minItems: 1, maxItems: 10 }),
    redeemWithin: whole(10, 3600),
    limits: LimitOptions,
    tenantPerDay: whole(0, 100_000_000),
    countries: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), {
      minItems: 1,
    }),
    purposes: Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_]{0,31}$' })),
    bounds: Type.Partial(
      Type.Object({
        lifetime: Bound(30, 3600),
        attempts: Bound(1, 10),
        resendWait: Bound(1, 86_400),
        codeLength: Bound(4, 6),
        limits: LimitOptions,
      }),
      closed,
    ),
    testNumbers: Type.Array(
      Type.Object(
        {
          phone: Type.String(),
          code: Type.String({ pattern: '^\\d{4,6}$' }),
          until: Type.String(),
        },
        closed,
      ),
    ),
    testNumbersInProduction: Type.Boolean(),
    guard: Type.Partial(
      Type.Object({ window: whole(10, 360), minimum: whole(5, 10_000), hours: whole(1, 168) }),
      closed,
    ),
    conversionFeedback: Type.Boolean(),
  }),
  closed,
)

/** How codes are made, sent and checked, unless an App's policy says otherwise. All optional. */
export type VerificationOptions = Omit<Static<typeof VerificationOptions>, 'guard'> & {
  /**
   * The fraud guard, against SMS pumping: minutes that it looks back (60), codes that it judges a prefix by at least (20),
   * hours that a prefix is blocked (6). False switches it off.
   */
  guard?: Static<typeof VerificationOptions>['guard'] | false
}

/** How the fraud guard judges; see `guard/judge.ts`. */
export type GuardRules = {
  /** Milliseconds that it looks back. */
  window: number
  /** Started codes that a prefix or country is judged by at least. */
  minimum: number
  /** Milliseconds that a prefix is blocked. */
  blockedFor: number
}

/** The rules of verification with every default filled in. */
export type VerificationRules = {
  codeLength: number
  lifetime: number
  attempts: number
  resendWait: number[]
  redeemWithin: number
  limits: SmsLimits
  tenantPerDay: number
  /** The countries that may be allowed at all; null for any. */
  countries: string[] | null
  countryModes: SmsCountries
  purposes: string[]
  bounds: {
    lifetime: { minimum: number; maximum: number }
    attempts: { minimum: number; maximum: number }
    resendWait: { minimum: number; maximum: number }
    codeLength: { minimum: number; maximum: number }
    limits: SmsLimits
  }
  testNumbers: { phone: string; code: string; until: number }[]
  /** Null: nobody watches. */
  guard: GuardRules | null
  /** Whether the platform is told which codes to numbers abroad were used. */
  conversionFeedback: boolean
}

const DEFAULT_LIMITS: SmsLimits = {
  phonePerMinute: 1,
  phonePerHour: 5,
  phonePerDay: 10,
  ipPerHour: 60,
  appPerDay: 10_000,
  countryPerHour: 2_000,
  prefixPerHour: 300,
}
const DEFAULT_MAXIMUM: SmsLimits = {
  phonePerMinute: 10,
  phonePerHour: 30,
  phonePerDay: 50,
  ipPerHour: 10_000,
  appPerDay: 1_000_000,
  countryPerHour: 1_000_000,
  prefixPerHour: 100_000,
}

const MINUTE = 60_000

const guardRules = ({
  window = 60,
  minimum = 20,
  hours = 6,
}: Exclude<VerificationOptions['guard'], false | undefined>) => ({
  window: window * MINUTE,
  minimum,
  blockedFor: hours * 60 * MINUTE,
})

const fill = (given: VerificationOptions, now: number): VerificationRules => {
  const option = (name: string, wants: string) => new InvalidOption(`verification.${name}`, wants)
  const bounds = {
    lifetime: { minimum: 60, maximum: 600, ...given.bounds?.lifetime },
    attempts: { minimum: 3, maximum: 10, ...given.bounds?.attempts },
    resendWait: { minimum: 30, maximum: 3600, ...given.bounds?.resendWait },
    codeLength: { minimum: 4, maximum: 6, ...given.bounds?.codeLength },
    limits: { ...DEFAULT_MAXIMUM, ...given.bounds?.limits },
  }
  const rules: VerificationRules = {
    codeLength: given.codeLength ?? 6,
    lifetime: given.lifetime ?? 300,
    attempts: given.attempts ?? 5,
    resendWait: given.resendWait ?? [60, 120, 300],
    redeemWithin: given.redeemWithin ?? 600,
    limits: { ...DEFAULT_LIMITS, ...given.limits },
    tenantPerDay: given.tenantPerDay ?? 100_000,
    countries: given.countries ?? null,
    countryModes: { others: 'allow', named: [] },
    purposes: [...new Set([...PURPOSES, ...(given.purposes ?? [])])],
    bounds,
    testNumbers: [],
    guard: given.guard === false ? null : guardRules(given.guard ?? {}),
    conversionFeedback: given.conversionFeedback ?? false,
  }
  // The operator's own default is in bounds by definition: widen rather than refuse.
  for (const name of ['lifetime', 'attempts', 'resendWait', 'codeLength'] as const) {
    const { minimum, maximum } = bounds[name]
    if (minimum > maximum) throw option(`bounds.${name}`, 'must not have its minimum above its maximum')
    const own = [rules[name]].flat()
    bounds[name] = { minimum: Math.min(minimum, ...own), maximum: Math.max(maximum, ...own) }
  }
  for (const name of Object.keys(rules.limits) as (keyof SmsLimits)[])
    bounds.limits[name] = Math.max(bounds.limits[name], rules.limits[name])
  for (const [index, { phone, code, until }] of (given.testNumbers ?? []).entries()) {
    const end = Date.parse(until)
    if (!/^\+\d{6,15}$/.test(phone))
      throw option(`testNumbers.${index}.phone`, 'must be a number in E.164, such as +8613900000000')
    if (Number.isNaN(end)) throw option(`testNumbers.${index}.until`, 'must be a date, such as 2027-01-31')
    if (code.length !== rules.codeLength)
      throw option(`testNumbers.${index}.code`, `must have ${rules.codeLength} digits, as other codes`)
    if (end > now) rules.testNumbers.push({ phone, code, until: end })
  }
  if (rules.testNumbers.length > 0 && process.env.NODE_ENV === 'production' && !given.testNumbersInProduction)
    throw option(
      'testNumbers',
      'have fixed codes and are refused in production; testNumbersInProduction: true allows them',
    )
  return rules
}

const validate = validator({ schema: VerificationOptions, httpPart: 'body' })

/**
 * Checks the options of verification and fills in every default.
 * @throws {InvalidOption} naming the option and what it wants
 */
export const verificationRules = (given: VerificationOptions, now: number): VerificationRules => {
  const { guard, ...others } = given
  if (validate(guard === false || guard === undefined ? others : given)) return fill(given, now)
  const [wrong] = validate.errors as [Violation]
  const problem = wrong.keyword === 'additionalProperties' ? 'is not an option' : (wrong.message ?? 'is not valid')
  throw new InvalidOption(fieldOf('verification', wrong), problem)
}
