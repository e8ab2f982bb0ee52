import {
  type ConnectionState,
  type PlatformAccount,
  PlatformProblem,
  type Problem,
  type ProblemKind,
  type SendOutcome,
  withResilience,
} from '@sms-settings/fastify/platforms'
import t from 'tap'
import { MESSAGE } from './scripted-server.ts'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const problem = (kind: ProblemKind): Problem => ({ kind, code: 'X', requestId: null })
const ACCEPTED: SendOutcome = { outcome: 'accepted', bizId: '1^0', requestId: null }

/** An account of no platform: what it does is set by the test, and what it is asked is counted. */
const fake = () => {
  const account = {
    calls: 0,
    outcome: ACCEPTED as SendOutcome,
    error: undefined as unknown,
    wait: Promise.resolve() as Promise<unknown>,
  }
  const read = async <T>(value: T): Promise<T> => {
    account.calls += 1
    await account.wait
    if (account.error) throw account.error
    return value
  }
  const port: PlatformAccount = {
    check: () => read({ status: 'ok', missingPermissions: [], policy: null, code: null, requestId: null }),
    send: async () => {
      account.calls += 1
      await account.wait
      return account.outcome
    },
    signature: () => read(null),
    template: () => read(null),
    listSignatures: () => read({ items: [], complete: true }),
    listTemplates: () => read({ items: [], complete: true }),
    status: () => read({ status: 'not_found' }),
  }
  return { account, port }
}

t.test('opens after failures in a row, and then neither sends nor reads', async (t) => {
  const { account, port } = fake()
  const told: string[] = []
  const resilient = withResilience(port, {
    failures: 3,
    openFor: 60_000,
    onStateChange: ({ circuit }) => {
      told.push(circuit)
      throw new Error('what a listener throws changes nothing')
    },
  })
  t.same(resilient.state(), { circuit: 'closed', retryAfter: null, problem: null, sending: 0, reading: 0 })
  account.outcome = { outcome: 'unknown', problem: problem('timeout') }
  account.error = new PlatformProblem(problem('nonsense'))
  t.same(await resilient.send(MESSAGE), account.outcome)
  await t.rejects(resilient.signature('x'), account.error as Error)
  t.equal(resilient.state().circuit, 'closed')
  account.outcome = { outcome: 'refused', problem: problem('unreachable') }
  t.same(await resilient.send(MESSAGE), account.outcome)

  t.match(resilient.state(), { circuit: 'open', retryAfter: 60, problem: { kind: 'unreachable', code: 'X' } })
  t.same(told, ['open'])
  const before = account.calls
  t.same(await resilient.send(MESSAGE), {
    outcome: 'refused',
    problem: { kind: 'unreachable', code: 'CIRCUIT_OPEN', requestId: null, retryAfter: 60 },
  })
  const reads: (() => Promise<unknown>)[] = [
    () => resilient.signature('x'),
    () => resilient.template('x'),
    () => resilient.listSignatures(1),
    () => resilient.listTemplates(1),
    () => resilient.status({ messageId: 'M', phone: '+861', bizId: null, sentAt: 0 }),
  ]
  for (const read of reads)
    await t.rejects(read, {
      name: 'PlatformProblem',
      problem: { kind: 'unreachable', code: 'CIRCUIT_OPEN', retryAfter: 60 },
    })
  t.equal(account.calls, before, 'nobody was asked')
  account.error = undefined
  t.match(await resilient.check(), { status: 'ok' }, 'a check goes through all the same')
  t.equal(account.calls, before + 1)
})

t.test('only what speaks against the platform counts, and one answer wipes the slate', async (t) => {
  const { account, port } = fake()
  const resilient = withResilience(port, { failures: 2 })
  const proofs = [
    'limited',
    'phone',
    'settings',
    'account',
    'credentials',
    'permission',
    'throttled',
    'not_found',
    'bug',
  ]
  for (const kind of proofs as ProblemKind[]) {
    account.outcome = { outcome: 'unknown', problem: problem('timeout') }
    await resilient.send(MESSAGE)
    account.outcome = { outcome: 'refused', problem: problem(kind) }
    await resilient.send(MESSAGE)
    t.equal(resilient.state().circuit, 'closed', kind)
  }
  account.outcome = { outcome: 'unknown', problem: problem('timeout') }
  await resilient.send(MESSAGE)
  account.error = new TypeError('a fault of ours')
  await t.rejects(resilient.signature('x'), { name: 'TypeError' }, 'is thrown as it is')
  await resilient.send(MESSAGE)
  t.equal(resilient.state().circuit, 'closed')
  await resilient.send(MESSAGE)
  t.equal(resilient.state().circuit, 'open')
})

t.test('one call tries whether the platform is back; nobody waits for it', async (t) => {
  const { account, port } = fake()
  const told: ConnectionState['circuit'][] = []
  const resilient = withResilience(port, {
    failures: 1,
    openFor: 60,
    onStateChange: ({ circuit }) => told.push(circuit),
  })
  account.outcome = { outcome: 'unknown', problem: problem('timeout') }
  await resilient.send(MESSAGE)
  t.match(resilient.state(), { circuit: 'open', retryAfter: 1 })
  await sleep(80)
  t.match(resilient.state(), { circuit: 'half_open', retryAfter: 1 }, 'the time is over: one may try')

  const before = account.calls
  let answer = () => {}
  account.wait = new Promise<void>((resolve) => {
    answer = resolve
  })
  const trying = resilient.send(MESSAGE)
  await sleep(5)
  t.match(await resilient.send(MESSAGE), { outcome: 'refused', problem: { code: 'CIRCUIT_OPEN', retryAfter: 1 } })
  await t.rejects(resilient.signature('x'), { name: 'PlatformProblem', problem: { code: 'CIRCUIT_OPEN' } })
  t.equal(account.calls, before + 1, 'one call only')
  answer()
  t.match(await trying, { outcome: 'unknown' })
  t.equal(resilient.state().circuit, 'open', 'still not back')

  await sleep(80)
  account.wait = Promise.resolve()
  account.outcome = { outcome: 'refused', problem: problem('phone') }
  t.match(
    await resilient.send(MESSAGE),
    { outcome: 'refused', problem: { kind: 'phone' } },
    'a refusal is a sign of life',
  )
  t.match(resilient.state(), { circuit: 'closed', retryAfter: null, problem: null })
  t.same(told, ['open', 'half_open', 'open', 'half_open', 'closed'])
})

t.test('too many at a time are refused without being sent; reads do not take the place of sends', async (t) => {
  const { account, port } = fake()
  const resilient = withResilience(port, { concurrency: 3, concurrentReads: 2 })
  let answer = () => {}
  account.wait = new Promise<void>((resolve) => {
    answer = resolve
  })
  const reads = [1, 2].map(() => resilient.signature('x'))
  await t.rejects(resilient.signature('x'), {
    name: 'PlatformProblem',
    problem: { kind: 'throttled', code: 'TOO_MANY_CALLS' },
  })
  const sends = [1, 2, 3].map(() => resilient.send(MESSAGE))
  await sleep(5)
  t.match(resilient.state(), { sending: 3, reading: 2 })
  t.same(await resilient.send(MESSAGE), {
    outcome: 'refused',
    problem: { kind: 'throttled', code: 'TOO_MANY_CALLS', requestId: null, retryAfter: 1 },
  })
  t.equal(account.calls, 5)
  answer()
  t.same(await Promise.all(sends), [ACCEPTED, ACCEPTED, ACCEPTED])
  await Promise.all(reads)
  t.same(await resilient.send(MESSAGE), ACCEPTED)
  t.match(resilient.state(), { circuit: 'closed', sending: 0, reading: 0 })
})

t.test('an adapter that throws in send all the same: nobody knows', async (t) => {
  const { port } = fake()
  const resilient = withResilience({ ...port, send: () => Promise.reject(new Error('+8613900001234')) })
  t.same(await resilient.send(MESSAGE), {
    outcome: 'unknown',
    problem: { kind: 'nonsense', code: null, requestId: null },
  })
})
