import { type OperationId, operations } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import t, { type Test } from 'tap'
import { sqliteDatabase } from '../support/databases.ts'
import { type Caller, caller, createTestHost, DEMO } from '../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const database = await sqliteDatabase(t)

/** What writes a secret or deletes something of the settings. */
const GUARDED: OperationId[] = [
  'createAccount',
  'replaceCredentials',
  'deleteAccount',
  'deleteSignature',
  'deleteTemplate',
  'erasePhone',
]

const setUp = async (t: Test, stepUp: (...asked: unknown[]) => unknown) => {
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { hooks: { stepUp } },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const add = (who?: Caller) => call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'n', ...DEMO }, who)
  return { call, add }
}

t.test('only what writes secrets or deletes asks who the person is; a refusal changes nothing', async (t) => {
  const asked: unknown[] = []
  const { call } = await setUp(t, (_, action) => {
    asked.push(action)
    return false
  })
  for (const [id, { method, url, access }] of Object.entries(operations)) {
    asked.length = 0
    const answer = await call(method, url.replace(/:\w+/g, 'X'), method === 'GET' ? undefined : {}, { app: 'shop' })
    const guarded = GUARDED.includes(id as OperationId)
    t.same(asked, guarded ? [id] : [], `${id}, which needs ${access}`)
    t.equal(answer.body.code === 'SMS_STEP_UP_REQUIRED', guarded, `${id}: ${answer.text}`)
    if (guarded) t.equal(answer.status, 403)
  }
  t.same((await call('GET', '/accounts')).body.items, [])
  t.same((await call('GET', '/audit-log')).body.items, [])
})

t.test('the host is told who, what and by which request, once it is known that they may at all', async (t) => {
  const asked: unknown[][] = []
  const { add } = await setUp(t, (...it) => {
    asked.push(it)
    return true
  })
  t.equal((await add({ permissions: 'settings:read' })).status, 403)
  t.same(asked, [], 'who may not do it anyway is not asked for a password')
  t.equal((await add({ headers: { 'x-actor': 'grace', 'x-otp': '123' } })).status, 201)
  t.match(asked, [[{ tenantId: 'acme', actorId: 'grace' }, 'createAccount', { headers: { 'x-otp': '123' } }]])
})

t.test('what the host throws is its word when it is a 4xx, and hidden otherwise; never a 500', async (t) => {
  const refuse = (statusCode: number | undefined, message: string) => () => {
    throw Object.assign(new Error(message), { statusCode })
  }
  const cases: [name: string, stepUp: () => unknown, status: number, code: string, message: RegExp][] = [
    ['a refusal in words', refuse(403, 'Touch your key'), 403, 'SMS_REFUSED_BY_HOST', /Touch your key/],
    ['a session that is over', refuse(401, 'x'), 401, 'SMS_UNAUTHENTICATED', /Sign in/],
    ['a failure', refuse(undefined, 'otp store at 10.0.0.1 is down'), 503, 'SMS_HOOK_FAILED', /stepUp/],
    ['a failure later', async () => refuse(500, 'otp store at 10.0.0.1 is down')(), 503, 'SMS_HOOK_FAILED', /stepUp/],
    ['no answer', () => new Promise(() => undefined), 503, 'SMS_HOOK_FAILED', /stepUp did not answer/],
  ]
  for (const [name, stepUp, status, code, message] of cases) {
    const { add } = await setUp(t, stepUp)
    const began = performance.now()
    const answer = await add()
    t.match(answer, { status, body: { code, message } }, `${name}: ${answer.text}`)
    t.notMatch(answer.text, /10\.0\.0\.1/, name)
    t.ok(performance.now() - began < 15_000, `${name}: answered in time`)
  }
})

t.end()
