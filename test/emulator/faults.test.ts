import { connect } from 'node:net'
import { QuerySmsSignListRequest, SendSmsRequest } from '@alicloud/dysmsapi20170525'
import { DEMO, type Emulator, type Fault, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { createClient, errorOf } from './sdk.ts'

let emulator: Emulator
t.before(async () => {
  emulator = await startEmulator({ flowControl: false, deliverAfter: 0 })
})
t.teardown(() => emulator.close())
t.beforeEach(() => emulator.reset())

const send = (config: Record<string, unknown> = {}, phoneNumbers = '13900001234') =>
  createClient(emulator.endpoint, DEMO, config).sendSms(
    new SendSmsRequest({
      phoneNumbers,
      signName: 'Quectel',
      templateCode: 'SMS_100000002',
      templateParam: '{"code":"123456"}',
    }),
  )
const failed = (fault: Fault, config: Record<string, unknown> = {}) => {
  emulator.faults.add(fault)
  return errorOf(send(config))
}
const accepted = () => emulator.outbox.messages().length

t.test('a code of the service is an answer, a code of the gateway an error', async (t) => {
  emulator.faults.add({ kind: 'code', code: 'isv.BUSINESS_LIMIT_CONTROL', message: '触发天级流控Permits:10' })
  const { body, statusCode } = await send()
  t.equal(statusCode, 200)
  t.match(body, { code: 'isv.BUSINESS_LIMIT_CONTROL', message: '触发天级流控Permits:10', bizId: undefined })
  for (const [code, statusCode, name] of [
    ['SignatureDoesNotMatch', 400, 'ClientError'],
    ['InvalidAccessKeyId.NotFound', 404, 'ClientError'],
    ['Forbidden.RAM', 403, 'ClientError'],
    ['MissingSignName', 400, 'ClientError'],
    ['InternalError', 500, 'ServerError'],
    ['ServiceUnavailable', 503, 'ServerError'],
  ] as const) {
    const error = await failed({ kind: 'code', code })
    t.match(error, { code, statusCode, name }, code)
    t.match(error.data, { HostId: emulator.endpoint, Recommend: /^https:/ })
    t.equal(error.requestId, error.data?.RequestId)
  }
  t.match(await failed({ kind: 'code', code: 'isp.SYSTEM_ERROR', status: 503 }), { statusCode: 503 })
  t.equal(accepted(), 0)
})

t.test('throttling, with and without the time to wait', async (t) => {
  t.match(await failed({ kind: 'throttle' }), { name: 'ThrottlingError', code: 'Throttling.User', statusCode: 400 })
  t.match(await failed({ kind: 'throttle', retryAfter: 250 }), { name: 'ThrottlingError', retryAfter: 250 })
  t.equal(accepted(), 0)
})

t.test('answers that make no sense', async (t) => {
  for (const kind of ['html502', 'html200', 'empty500', 'truncated'] as const)
    t.match(await failed({ kind }), { name: 'SyntaxError', statusCode: undefined }, kind)
  emulator.faults.add({ kind: 'null' })
  t.equal((await send()).body, undefined)
  emulator.faults.add({ kind: 'empty_object' })
  t.match((await send()).body, { code: undefined, bizId: undefined })
  t.equal(accepted(), 0)
})

t.test('lost connections: before the request was accepted, and after', async (t) => {
  for (const kind of ['fin', 'rst'] as const) t.match(await failed({ kind }), { code: 'ECONNRESET' }, kind)
  t.equal(accepted(), 0)
  t.match(await failed({ kind: 'rst_after_accept' }), { code: 'ECONNRESET' })
  t.equal(accepted(), 1)
  t.match(await failed({ kind: 'rst_in_body' }), { code: 'ECONNRESET', message: /aborted/ })
  t.equal(accepted(), 2)
  t.equal((await emulator.outbox.waitFor('13900001234', { count: 2 })).bizId.length, 20)
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.ok(
    emulator.outbox.messages().every(({ status }) => status === 'delivered'),
    'what was accepted arrives',
  )
})

t.test('slowness: late, never, and byte by byte', async (t) => {
  const hasty = { readTimeout: 150, connectTimeout: 150 }
  t.match(await failed({ kind: 'delay', ms: 400 }, hasty), { name: 'RequestTimeoutError', code: undefined })
  t.equal(accepted(), 1, 'late, but accepted')
  t.match(await failed({ kind: 'stall' }, hasty), { name: 'RequestTimeoutError' })
  t.equal(accepted(), 1)
  t.match(await failed({ kind: 'stall', accept: true }, hasty), { name: 'RequestTimeoutError' })
  t.equal(accepted(), 2)
  emulator.faults.add({ kind: 'drip', ms: 300 })
  const started = performance.now()
  t.equal((await send()).body?.code, 'OK')
  t.ok(performance.now() - started > 250)
})

t.test('a kept connection that has died', async (t) => {
  emulator.faults.add({ kind: 'stale' })
  t.equal((await send()).body?.code, 'OK')
  t.match(await errorOf(send()), { code: 'ECONNRESET' })
  t.equal(accepted(), 1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.equal((await send()).body?.code, 'OK')
})

t.test('faults choose their requests: by action, phone and number of times', async (t) => {
  emulator.faults.add({ action: 'SendSms', phone: '+8613900001235', times: 2, kind: 'code', code: 'isp.SYSTEM_ERROR' })
  const code = async (phone: string) => (await send({}, phone)).body?.code
  t.equal(await code('13900001234'), 'OK')
  t.equal(await code('13900001235'), 'isp.SYSTEM_ERROR')
  const list = await createClient(emulator.endpoint, DEMO).querySmsSignList(new QuerySmsSignListRequest({}))
  t.equal(list.body?.code, 'OK')
  t.equal(await code('13900001236,13900001235'), 'isp.SYSTEM_ERROR', 'one of many')
  t.equal(await code('13900001235'), 'OK')
  emulator.faults.add({ kind: 'rst', times: 5 })
  emulator.faults.clear()
  t.equal(await code('13900001235'), 'OK')
  emulator.faults.add({ kind: 'rst' })
  t.match(
    await errorOf(
      createClient(emulator.endpoint, { ...DEMO, accessKeySecret: 'wrong' }).querySmsSignList(
        new QuerySmsSignListRequest({}),
      ),
    ),
    {
      code: 'SignatureDoesNotMatch',
    },
  )
  t.match(await errorOf(send()), { code: 'ECONNRESET' }, 'a request that is not believed uses no fault up')
})

t.test('accepted and not delivered', async (t) => {
  emulator.faults.add({ phone: '13900001234', kind: 'deliver_failed', errCode: 'MOBILE_NOT_ON_SERVICE' })
  t.equal((await send()).body?.code, 'OK')
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.match(emulator.outbox.messages(), [{ status: 'failed', errCode: 'MOBILE_NOT_ON_SERVICE' }])
})

t.test('closing ends stalled, dripping and idle connections at once', async (t) => {
  const other = await startEmulator()
  const client = createClient(other.endpoint, DEMO, { readTimeout: 5000, connectTimeout: 5000 })
  const list = () => client.querySmsSignList(new QuerySmsSignListRequest({}))
  await list()
  other.faults.add({ kind: 'stall' })
  other.faults.add({ kind: 'drip', ms: 60_000 })
  const calls = [errorOf(list()), errorOf(list())]
  const [host, port] = other.endpoint.split(':')
  const silent = connect(Number(port), host)
  silent.on('error', () => {})
  const events = fetch(`${other.url}/_emulator/events`).then((answer) => answer.text())
  events.catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 100))
  const started = performance.now()
  await other.close()
  t.ok(performance.now() - started < 500)
  for (const error of await Promise.all(calls)) t.match(error, { code: 'ECONNRESET' })
  await t.rejects(events)
})
