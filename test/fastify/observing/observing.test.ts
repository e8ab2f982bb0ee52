import { SpanStatusCode, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { sqliteDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const exporter = new InMemorySpanExporter()
// As a host does that has OpenTelemetry.
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))

const emulator = await startEmulator({ flowControl: false, deliverAfter: 5 })
t.teardown(() => emulator.close())
const lines: Record<string, unknown>[] = []
const database = await sqliteDatabase(t)
const app = await createTestHost({
  databaseUrl: database.url,
  endpoint: emulator.endpoint,
  server: {
    genReqId: () => 'request-of-the-host',
    logger: { level: 'info', stream: { write: (line: string) => lines.push(JSON.parse(line)) } },
  },
})
t.teardown(() => app.close())
app.post('/own', async (request) =>
  app.sms.verifications.start({ tenantId: 'acme', appId: 'shop', phone: '+8613700000003', purpose: 'log_in' }, request),
)
await app.ready()
const call = caller(app)
const start = (phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: 'shop' })
const metrics = async () => (await call('GET', '/metrics', undefined, { headers: { 'x-watcher': 'yes' } })).text
/** The value of a line whose labels contain all of these. */
const sumOf = (text: string, name: string, ...labels: string[]) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)

await t.test('what happens is counted, and says nothing of anybody', async (t) => {
  const phone = '+8613700000001'
  const { id } = (await start(phone)).body
  const code = emulator.outbox.messages({ phone }).at(-1)?.params.code as string
  await call('POST', `/verifications/${id}/check`, { code: code === '000000' ? '111111' : '000000' }, { app: 'shop' })
  await call('POST', `/verifications/${id}/check`, { code }, { app: 'shop' })
  await start(phone)
  emulator.faults.add({ kind: 'code', code: 'isv.AMOUNT_NOT_ENOUGH', phone: '+8613700000002' })
  await start('+8613700000002')

  // The alarm is raised beside the request.
  let text = await metrics()
  for (let i = 0; i < 100 && sumOf(text, 'sms_alarms_total') === 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    text = await metrics()
  }
  const operations = (operation: string, outcome: string) =>
    sumOf(text, 'sms_operation_seconds_count', `operation="verifications.${operation}"`, `outcome="${outcome}"`)
  t.equal(operations('start', 'ok'), 1)
  t.equal(operations('start', 'SMS_LIMITED'), 1)
  t.equal(operations('start', 'SMS_PLATFORM_REFUSED'), 1)
  t.equal(operations('check', 'ok'), 1)
  t.equal(operations('check', 'SMS_CODE_INCORRECT'), 1)
  const sends = (...labels: string[]) => sumOf(text, 'sms_platform_call_seconds_count', 'call="send"', ...labels)
  t.equal(sends('outcome="accepted"', 'platform="alibaba_cloud"'), 1)
  t.equal(sends('outcome="refused"', 'problem="account"'), 1)
  t.equal(sumOf(text, 'sms_messages_total', 'status="failed"'), 1)
  t.equal(sumOf(text, 'sms_alarms_total', 'kind="account_cannot_send"'), 1)
  t.match(text, /^sms_counting_lag_seconds \d/m)
  for (const secret of ['1370000', code, 'acme', 'shop', String(id)]) t.notOk(text.includes(secret), secret)
})

await t.test('one line leads from the request to the platform’s own id of the SMS', async (t) => {
  lines.length = 0
  exporter.reset()
  const answer = await app.inject({ method: 'POST', url: '/own' })
  t.equal(answer.statusCode, 200)
  const [line] = lines.filter(({ msg }) => msg === 'an SMS was handed to the platform')
  const message = (await call('GET', '/messages?phone=%2B8613700000003')).body.items?.[0] as {
    id: string
    requestId: string
  }
  t.match(line, {
    reqId: 'request-of-the-host',
    messageId: message.id,
    platformRequestId: message.requestId,
    outcome: 'accepted',
    platform: 'alibaba_cloud',
  })
  t.notOk(JSON.stringify(lines).includes('13700000003'))

  const spans = exporter.getFinishedSpans()
  const sent = spans.find(({ name }) => name === 'sms.platform.send')
  const begun = spans.find(({ name }) => name === 'sms.verifications.start')
  t.match(sent?.attributes, {
    'sms.correlation_id': 'request-of-the-host',
    'sms.platform_request_id': message.requestId,
    'sms.outcome': 'accepted',
  })
  t.ok(begun)
  t.notOk(
    JSON.stringify(spans.map(({ attributes, name, status }) => ({ attributes, name, status }))).includes('1370000'),
  )
})

await t.test('a span of what was refused says so by the code of the error', async (t) => {
  exporter.reset()
  await start('+8613700000001')
  t.match(
    exporter.getFinishedSpans().find(({ name }) => name === 'sms.verifications.start'),
    { status: { code: SpanStatusCode.ERROR, message: 'SMS_LIMITED' } },
  )
})

await t.test('nobody authorised: there is no such route; one who throws lets nobody in', async (t) => {
  const off = await createTestHost({
    databaseUrl: (await sqliteDatabase(t)).url,
    endpoint: emulator.endpoint,
    settings: { metrics: undefined } as never,
  })
  t.teardown(() => off.close())
  t.equal((await caller(off)('GET', '/metrics', undefined, { headers: { 'x-watcher': 'yes' } })).status, 404)
  const broken = await createTestHost({
    databaseUrl: (await sqliteDatabase(t)).url,
    endpoint: emulator.endpoint,
    settings: {
      metrics: {
        authorise: () => {
          throw new Error('no')
        },
      },
    },
  })
  t.teardown(() => broken.close())
  const answer = await caller(broken)('GET', '/metrics')
  t.equal(answer.body.code, 'SMS_HOOK_FAILED')
  await t.rejects(
    createTestHost({
      databaseUrl: (await sqliteDatabase(t)).url,
      endpoint: emulator.endpoint,
      settings: { metrics: {} as never },
    }),
    /metrics\.authorise/,
  )
})
