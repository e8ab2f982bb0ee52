import fc from 'fast-check'
import t from 'tap'
import {
  alternatives,
  type Choices,
  objection,
  readiness,
  select,
  without,
} from '../../../packages/fastify/src/apps/selection.ts'
import { GENERAL, generalStid } from '../../../packages/fastify/src/general-entries.ts'

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

t.test('what is named wins: both are used, or nothing is', (t) => {
  fc.assert(
    fc.property(choices, purpose, region, ssid, stid, (all, forPurpose, forRegion, namedSsid, namedStid) => {
      const want = { purpose: forPurpose, region: forRegion, ssid: namedSsid, stid: namedStid }
      const chosen = select(all, want)
      const fits = (() => {
        const signature = all.signatures.find((it) => it.ssid === namedSsid)
        const template = all.templates.find((it) => it.stid === namedStid)
        return signature && template && objection(all, want, signature, template) === null
      })()
      if ('reason' in chosen) return !fits
      return chosen.source === 'named' && chosen.signature.ssid === namedSsid && chosen.template.stid === namedStid
    }),
    { numRuns: 3000 },
  )
  t.end()
})

t.test('without a default the newest authorised template that fits is taken, the general one when none does', (t) => {
  fc.assert(
    fc.property(choices, purpose, region, (all, forPurpose, forRegion) => {
      const want = { purpose: forPurpose, region: forRegion }
      const free = { ...all, defaults: [] }
      const chosen = select(free, want)
      const fitting = (mine: boolean) =>
        free.templates.filter(
          (template) =>
            (template.accountId !== GENERAL) === mine &&
            (mine ? template.purpose === forPurpose : template.stid === generalStid(forPurpose, forRegion)) &&
            free.signatures.some((signature) => objection(free, want, signature, template) === null),
        )
      const best = fitting(true)[0] ?? fitting(false)[0]
      if ('reason' in chosen) return best === undefined
      return chosen.template === best && chosen.source === (best.accountId === GENERAL ? 'general' : 'authorised')
    }),
    { numRuns: 3000 },
  )
  t.end()
})

t.test('what an App is not authorised to use is never chosen, and told apart from what is not there', (t) => {
  fc.assert(
    fc.property(choices, wanted, ssid, stid, (all, want, notSsid, notStid) => {
      const barred: Choices = {
        ...all,
        signatures: all.signatures.filter((it) => it.ssid !== notSsid),
        templates: all.templates.filter((it) => it.stid !== notStid),
        others: { ssids: new Set([notSsid]), stids: new Set([notStid]) },
      }
      const chosen = select(barred, want)
      if (!('reason' in chosen)) return chosen.signature.ssid !== notSsid && chosen.template.stid !== notStid
      if (want.ssid === notSsid && want.stid !== undefined) return chosen.reason === 'signature_not_authorised'
      return true
    }),
    { numRuns: 3000 },
  )
  t.end()
})

t.test('readiness is what a start without names would find, for every purpose and region', (t) => {
  fc.assert(
    fc.property(choices, (all) =>
      readiness(all).every((it) => {
        const chosen = select(all, { purpose: it.purpose, region: it.region })
        return 'reason' in chosen
          ? !it.ready && it.reason === chosen.reason && it.message !== null && it.turn !== null
          : it.ready && it.turn === null && it.ssid === chosen.signature.ssid && it.stid === chosen.template.stid
      }),
    ),
  )
  t.same(readiness({ ...fc.sample(choices, 1)[0], purposes: ['a', 'b'] } as Choices).length, 4)
  t.end()
})

t.test('whose turn it is: the operator’s only where the general entries are at fault', (t) => {
  fc.assert(
    fc.property(choices, (all) =>
      readiness(all).every(({ turn, reason, ssid, stid }) => {
        const { accountId } =
          all.templates.find((it) => it.stid === stid) ?? all.signatures.find((it) => it.ssid === ssid) ?? {}
        const isAccount = reason === 'account_rejected' || reason === 'account_unreadable'
        return (
          (turn !== 'operator' || accountId === 'general') &&
          (!isAccount || accountId !== 'general' || turn === 'operator')
        )
      }),
    ),
    { numRuns: 3000 },
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

const fit = (accountId: string, at: number, purpose = 'log_in') => ({
  signature: { ssid: accountId === GENERAL ? 'C1' : `S${at}`, accountId, name: 'n', approved: true },
  template: {
    stid: accountId === GENERAL ? 'C2' : `T${at}`,
    accountId,
    code: 'SMS_1',
    name: 'n',
    region: 'domestic' as const,
    purpose,
    approved: true,
    variables: ['code'],
  },
})
/** Three accounts of the App, newest first, and the operator's, each of which could send a code to log in. */
const four = (states: Record<string, 'ready' | 'cannot_send'> = {}): Choices => {
  const fits = ['A3', 'A2', 'A1', GENERAL].map((it, at) => fit(it, at))
  return {
    signatures: fits.map(({ signature }) => signature),
    templates: fits.map(({ template }) => template),
    accounts: new Map(['A1', 'A2', 'A3', GENERAL].map((it) => [it, states[it] ?? 'ready'])),
    defaults: [],
    others: { ssids: new Set(), stids: new Set() },
    purposes: ['log_in'],
  }
}
const logIn = { purpose: 'log_in', region: 'domestic' as const }
const accountsOf = (choices: Choices, want: Parameters<typeof select>[1] = logIn) => {
  const first = select(choices, want)
  if ('reason' in first) return [first.reason]
  return [first, ...alternatives(choices, want, first)].map(({ template }) => template.accountId)
}

t.test('an account that cannot send, or is cut off, comes after all others', (t) => {
  t.same(accountsOf(four()), ['A3', 'A2', 'A1', GENERAL])
  t.same(accountsOf(four({ A3: 'cannot_send' })), ['A2', 'A1', GENERAL, 'A3'])
  t.same(accountsOf(four({ A3: 'cannot_send', A2: 'cannot_send', A1: 'cannot_send' })), [GENERAL, 'A3', 'A2', 'A1'])
  t.same(accountsOf(four(), { ...logIn, isCut: (it) => it === 'A3' || it === GENERAL }), ['A2', 'A1', 'A3', GENERAL])
  const all = four({ A1: 'cannot_send', A2: 'cannot_send', A3: 'cannot_send', [GENERAL]: 'cannot_send' })
  t.same(accountsOf(all), ['A3', 'A2', 'A1', GENERAL], 'and is tried when there is no other')
  t.end()
})

t.test('unless it is named or a default says so; what is named has no alternatives, a default has', (t) => {
  const choices = four({ A2: 'cannot_send' })
  t.same(accountsOf(choices, { ...logIn, ssid: 'S1', stid: 'T1' }), ['A2'])
  t.same(accountsOf(choices, { ...logIn, stid: 'T1' }), ['A2'])
  t.same(accountsOf(choices, { ...logIn, ssid: 'S1' }), ['A2'])
  const defaults = [{ ...logIn, ssid: 'S1', stid: 'T1' }]
  t.same(accountsOf({ ...choices, defaults }), ['A2', 'A3', 'A1', GENERAL])
  t.end()
})

t.test('alternatives: each another account, each could send, authorised ones before the general', (t) => {
  fc.assert(
    fc.property(choices, wanted, (all, want) => {
      const first = select(all, want)
      if ('reason' in first) return true
      const others = alternatives(all, want, first)
      const accounts = [first, ...others].map(({ template }) => template.accountId)
      return (
        new Set(accounts).size === accounts.length &&
        others.every(({ signature, template }) => objection(all, want, signature, template) === null) &&
        others.every(({ template }) => template.accountId === GENERAL || template.purpose === want.purpose) &&
        accounts.slice(1).indexOf(GENERAL) === (accounts.slice(1).includes(GENERAL) ? accounts.length - 2 : -1) &&
        ((want.ssid === undefined && want.stid === undefined) || others.length === 0)
      )
    }),
    { numRuns: 3000 },
  )
  t.end()
})

t.test('readiness warns where only accounts are left that cannot send', (t) => {
  const of = (choices: Choices) => readiness(choices)[0]
  t.match(of(four({ A3: 'cannot_send' })), { ready: true, warning: null, message: null, turn: null })
  const all = { A1: 'cannot_send', A2: 'cannot_send', A3: 'cannot_send', [GENERAL]: 'cannot_send' } as const
  t.match(of(four(all)), {
    ready: true,
    reason: null,
    warning: 'account_cannot_send',
    message: /balance/,
    turn: 'tenant',
  })
  const onlyGeneral = without(without(without(four(all), { accountId: 'A1' }), { accountId: 'A2' }), {
    accountId: 'A3',
  })
  t.match(of(onlyGeneral), { ready: true, warning: 'account_cannot_send', turn: 'operator' })
  t.end()
})
