import fc from 'fast-check'
import t from 'tap'
import {
  type Choices,
  GENERAL,
  objection,
  readiness,
  select,
  without,
} from '../../../packages/fastify/src/apps/selection.ts'

const account = fc.constantFrom('A1', 'A2', GENERAL)
const region = fc.constantFrom('domestic' as const, 'international' as const)
const purpose = fc.constantFrom('sign_up', 'log_in', 'reset_password')
const ssid = fc.constantFrom('S1', 'S2', 'S3', 'C1')
const stid = fc.constantFrom('T1', 'T2', 'T3', 'C2', 'C5')
const state = fc.constantFrom('ready' as const, 'ready' as const, 'paused' as const, 'rejected' as const)

const choices: fc.Arbitrary<Choices> = fc.record({
  signatures: fc.uniqueArray(fc.record({ ssid, accountId: account, name: fc.constant('n'), approved: fc.boolean() }), {
    selector: (it) => it.ssid,
  }),
  templates: fc.uniqueArray(
    fc.record({
      stid,
      accountId: account,
      code: fc.constant('SMS_1'),
      name: fc.constant('n'),
      region,
      purpose: fc.option(purpose),
      approved: fc.boolean(),
      variables: fc.constantFrom(['code'], ['code', 'name'], []),
    }),
    { selector: (it) => it.stid },
  ),
  accounts: fc
    .record({ a: state, b: state, general: fc.option(state) })
    .map(({ a, b, general }) => new Map([['A1', a], ['A2', b], ...(general ? [[GENERAL, general] as const] : [])])),
  defaults: fc.uniqueArray(fc.record({ purpose, region, ssid, stid }), {
    selector: (it) => `${it.purpose} ${it.region}`,
  }),
  others: fc.constant({ ssids: new Set<string>(), stids: new Set<string>() }),
  purposes: fc.constant(['sign_up', 'log_in', 'reset_password']),
})
const wanted = fc.record({
  purpose,
  region,
  ssid: fc.option(ssid, { nil: undefined }),
  stid: fc.option(stid, { nil: undefined }),
})

t.test('what is chosen can be sent with, and is what was named', (t) => {
  fc.assert(
    fc.property(choices, wanted, (all, want) => {
      const chosen = select(all, want)
      if ('reason' in chosen) return true
      const { signature, template } = chosen
      return (
        objection(all, want, signature, template) === null &&
        signature.accountId === template.accountId &&
        signature.approved &&
        template.approved &&
        template.region === want.region &&
        all.accounts.get(template.accountId) === 'ready' &&
        (want.ssid === undefined || signature.ssid === want.ssid) &&
        (want.stid === undefined || template.stid === want.stid)
      )
    }),
    { numRuns: 3000 },
  )
  t.end()
})

t.test('a default is used or refused, never passed over', (t) => {
  fc.assert(
    fc.property(choices, purpose, region, (all, forPurpose, forRegion) => {
      const set = all.defaults.find((it) => it.purpose === forPurpose && it.region === forRegion)
      const chosen = select(all, { purpose: forPurpose, region: forRegion })
      if (!set || 'reason' in chosen) return true
      return chosen.source === 'default' && chosen.signature.ssid === set.ssid && chosen.template.stid === set.stid
    }),
  )
  t.end()
})

t.test('nothing is chosen of what is thought away', (t) => {
  fc.assert(
    fc.property(choices, fc.constantFrom('A1', 'A2'), (all, gone) =>
      readiness(without(all, { accountId: gone })).every(
        ({ ready, stid: used }) => !ready || all.templates.find((it) => it.stid === used)?.accountId !== gone,
      ),
    ),
  )
  t.end()
})
