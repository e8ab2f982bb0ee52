import type { SmsPolicyInput } from '@sms-settings/api'
import fc from 'fast-check'
import t from 'tap'
import {
  checkPolicy,
  countriesFor,
  limitsFor,
  rulesFor,
  type StoredPolicy,
} from '../../../packages/fastify/src/apps/policy.ts'
import { verificationRules } from '../../../packages/fastify/src/rules.ts'

const operator = verificationRules({ purposes: ['change_phone'], countries: ['CN', 'DE', 'GB'] }, 0)
const { bounds } = operator
const RULES = ['lifetime', 'attempts', 'resendWait', 'codeLength'] as const
const LIMITS = Object.keys(operator.limits) as (keyof typeof operator.limits)[]

const within = ({ minimum, maximum }: { minimum: number; maximum: number }) =>
  fc.integer({ min: minimum, max: maximum })
const inBounds = {
  lifetime: within(bounds.lifetime),
  attempts: within(bounds.attempts),
  resendWait: fc.array(within(bounds.resendWait), { minLength: 1, maxLength: 10 }),
  codeLength: within(bounds.codeLength),
}
const codeRules = fc.record(inBounds, { requiredKeys: [] })
const limits = fc.record(
  Object.fromEntries(LIMITS.map((name) => [name, fc.integer({ min: 0, max: bounds.limits[name] })])),
  { requiredKeys: [] },
)
const mode = fc.constantFrom('allow' as const, 'monitor' as const, 'block' as const)
const policy: fc.Arbitrary<SmsPolicyInput> = fc
  .record({
    set: codeRules,
    limits: fc.option(limits, { nil: undefined }),
    countries: fc.option(
      fc.record({
        others: mode,
        named: fc.array(fc.record({ country: fc.constantFrom('CN', 'DE', 'GB'), mode }), { maxLength: 3 }),
      }),
      { nil: undefined },
    ),
    purposes: fc.uniqueArray(fc.tuple(fc.constantFrom(...operator.purposes), codeRules), {
      selector: ([name]) => name,
    }),
  })
  .map(({ set, limits: own, countries, purposes }) => ({
    ...set,
    ...(own ? { limits: own } : {}),
    ...(countries ? { countries } : {}),
    ...(purposes.length > 0 ? { purposes: purposes.map(([purpose, rules]) => ({ purpose, ...rules })) } : {}),
  }))

const refusedField = (set: SmsPolicyInput): string | undefined => {
  try {
    checkPolicy(set, operator)
    return undefined
  } catch (error) {
    const { code, details, message } = error as { code: string; details: { field: string }; message: string }
    if (code !== 'SMS_POLICY_OUT_OF_BOUNDS' || !message.includes(details.field)) throw error
    return details.field
  }
}

t.test('a policy within the bounds is taken; what it says is in force, the rest is the operator’s', (t) => {
  fc.assert(
    fc.property(policy, fc.constantFrom(...operator.purposes), (set, purpose) => {
      const own = set.purposes?.find((it) => it.purpose === purpose)
      const inForce = rulesFor(operator, set as StoredPolicy, purpose)
      return (
        refusedField(set) === undefined &&
        RULES.every((name) => inForce[name] === (own?.[name] ?? set[name] ?? operator[name])) &&
        LIMITS.every((name) => limitsFor(operator, set)[name] === (set.limits?.[name] ?? operator.limits[name])) &&
        countriesFor(operator, set) === (set.countries ?? operator.countryModes)
      )
    }),
    { numRuns: 2000 },
  )
  t.end()
})

t.test('what the operator has itself is within the bounds, however narrow they were set', (t) => {
  const narrow = { minimum: 100, maximum: 200 }
  const { bounds, limits, ...own } = verificationRules(
    {
      attempts: 2,
      resendWait: [10, 900],
      limits: { phonePerMinute: 20 },
      bounds: { lifetime: narrow, resendWait: narrow, limits: { phonePerHour: 1 } },
    },
    0,
  )
  t.match(bounds, {
    lifetime: { minimum: 100, maximum: own.lifetime },
    attempts: { minimum: 2, maximum: 10 },
    resendWait: { minimum: 10, maximum: 900 },
    limits: { phonePerMinute: 20, phonePerHour: limits.phonePerHour, phonePerDay: 50 },
  })
  t.throws(
    () => verificationRules({ bounds: { resendWait: { minimum: 200, maximum: 100 } } }, 0),
    /verification\.bounds\.resendWait/,
  )
  t.end()
})

t.test('one value out of bounds, anywhere in a policy, is found and named', (t) => {
  const outside = ({ minimum, maximum }: { minimum: number; maximum: number }) =>
    fc.oneof(fc.integer({ min: maximum + 1 }), fc.integer({ max: minimum - 1 }))
  const wrong = fc.constantFrom(...RULES).chain((name) =>
    fc.record({
      name: fc.constant(name),
      value: name === 'resendWait' ? outside(bounds.resendWait).map((it) => [60, it]) : outside(bounds[name]),
    }),
  )
  fc.assert(
    fc.property(policy, wrong, fc.boolean(), (set, { name, value }, forPurpose) => {
      if (!forPurpose) return refusedField({ ...set, [name]: value }) === `body.${name}`
      const purposes = [{ purpose: 'change_phone', [name]: value }]
      return refusedField({ ...set, purposes } as SmsPolicyInput) === `body.purposes.0.${name}`
    }),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(policy, fc.constantFrom(...LIMITS), fc.integer({ min: 1, max: 1000 }), (set, name, more) => {
      const above = { ...set.limits, [name]: bounds.limits[name] + more }
      return refusedField({ ...set, limits: above }) === `body.limits.${name}`
    }),
  )
  t.end()
})

t.test('purposes that are not registered or there twice, countries that the operator does not allow', (t) => {
  t.equal(refusedField({ purposes: [{ purpose: 'no_such' }] }), 'body.purposes.0.purpose')
  t.equal(refusedField({ purposes: [{ purpose: 'log_in' }, { purpose: 'log_in' }] }), 'body.purposes.1.purpose')
  const named = (country: string, mode: 'allow' | 'monitor' | 'block') => ({
    countries: { others: mode, named: [{ country, mode }] },
  })
  t.equal(refusedField(named('FR', 'allow')), 'body.countries.named.0.country')
  t.equal(refusedField(named('FR', 'monitor')), 'body.countries.named.0.country')
  t.equal(refusedField(named('FR', 'block')), undefined, 'blocking what is not allowed anyway does no harm')
  t.end()
})
