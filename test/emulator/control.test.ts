import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { SendSmsRequest } from '@alicloud/dysmsapi20170525'
import { DEMO, SECOND, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { createClient } from './sdk.ts'

const emulator = await startEmulator({ flowControl: false })
t.teardown(() => emulator.close())
t.beforeEach(() => emulator.reset())

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${emulator.url}/_emulator${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}
const send = async (phoneNumbers: string) =>
  (
    await createClient(emulator.endpoint, DEMO).sendSms(
      new SendSmsRequest({
        phoneNumbers,
        signName: 'Quectel',
        templateCode: 'SMS_100000002',
        templateParam: '{"code":"123456"}',
      }),
    )
  ).body

t.test('the outbox as JSON and as events', async (t) => {
  const reader = (await fetch(`${emulator.url}/_emulator/events`)).body?.getReader()
  const decoder = new TextDecoder()
  let seen = ''
  const until = async (pattern: RegExp) => {
    while (!pattern.test(seen)) seen += decoder.decode((await reader?.read())?.value, { stream: true })
  }
  await send('13900001234')
  await send('13900001235')
  await until(/data: \{"kind":"message","message":\{.*"phone":"\+8613900001235".*\n\n/)
  const { body } = await ask('GET', `/outbox?phone=${encodeURIComponent('+8613900001235')}`)
  t.match(body, { messages: [{ phone: '+8613900001235', params: { code: '123456' } }] })
  t.equal((await ask('GET', '/outbox')).body.messages.length, 2)
  t.equal((await ask('DELETE', '/outbox')).status, 204)
  await until(/data: \{"kind":"clear"\}\n\n/)
  t.equal((await ask('GET', '/outbox')).body.messages.length, 0)
  await reader?.cancel()
})

t.test('a text that was changed, and a registration that lapsed', async (t) => {
  const change = (path: string, body: unknown) => ask('PATCH', path, body)
  t.match(await change('/templates/SMS_100000002', { content: 'New: ${code}' }), { status: 200 })
  t.equal(emulator.state.account().templates.find(({ code }) => code === 'SMS_100000002')?.content, 'New: ${code}')
  const registrations = [{ operator: 'unicom', status: 2 }]
  t.match(await change('/signatures/Quectel', { registrations }), { status: 200, body: { registrations } })
  t.equal((await change('/templates/SMS_1', { content: 'x' })).status, 404)
  t.equal((await change('/signatures/Quectel', { registrations: [{ operator: 'x', status: 2 }] })).status, 400)
})

t.test('a fault of one key is none of another', async (t) => {
  await ask('POST', '/faults', { kind: 'code', code: 'isv.AMOUNT_NOT_ENOUGH', accessKeyId: SECOND.accessKeyId })
  t.equal((await send('13900001234'))?.code, 'OK')
  t.equal((await ask('GET', '/faults')).body.faults.length, 1)
})

t.test('faults', async (t) => {
  t.equal(
    (await ask('POST', '/faults', { kind: 'code', code: 'isv.AMOUNT_NOT_ENOUGH', action: 'SendSms' })).status,
    201,
  )
  t.match((await ask('GET', '/faults')).body, { faults: [{ kind: 'code', left: 1 }] })
  t.equal((await send('13900001234'))?.code, 'isv.AMOUNT_NOT_ENOUGH')
  t.equal((await send('13900001234'))?.code, 'OK')
  await ask('POST', '/faults', { kind: 'rst', times: 3 })
  t.equal((await ask('DELETE', '/faults')).status, 204)
  t.equal((await send('13900001234'))?.code, 'OK')
  for (const wrong of [
    {},
    { kind: 'x' },
    { kind: 'code' },
    { kind: 'rst', more: 1 },
    { kind: 'rst', times: 0 },
    [],
    'x',
  ])
    t.equal((await ask('POST', '/faults', wrong)).status, 400, JSON.stringify(wrong))
  t.match((await ask('POST', '/faults', { kind: 'delay' })).body, { message: /ms/ })
})

t.test('reviews, accounts, report URL, reset', async (t) => {
  await ask('POST', '/reviews', { signature: 'Initech', status: 'approved' })
  t.match(
    emulator.state.account().signatures.find(({ name }) => name === 'Initech'),
    { status: 'approved' },
  )
  const rejected = {
    template: 'SMS_500000003',
    status: 'rejected',
    reason: '含有链接',
    accessKeyId: SECOND.accessKeyId,
  }
  t.match((await ask('POST', '/reviews', rejected)).body, { status: 'rejected', rejection: '含有链接' })
  t.equal((await ask('POST', '/reviews', { signature: 'Nobody', status: 'approved' })).status, 404)
  t.equal((await ask('POST', '/reviews', { signature: 'Initech', status: 'good' })).status, 400)
  t.equal((await ask('POST', '/reviews', { status: 'approved' })).status, 400)

  t.equal((await ask('PATCH', '/account', { status: 'arrears', balance: 3 })).status, 204)
  const { body: account } = await ask('GET', '/account')
  t.match(account, { status: 'arrears', balance: 3, keys: [{ accessKeyId: DEMO.accessKeyId }, {}] })
  t.notMatch(JSON.stringify(account), DEMO.accessKeySecret)
  t.equal((await ask('PATCH', '/account', { status: 'rich' })).status, 400)
  t.equal((await ask('GET', '/account?accessKeyId=nobody')).status, 404)

  t.equal((await ask('PUT', '/report-url', { url: 'http://127.0.0.1:1/x' })).status, 204)
  t.equal(emulator.state.account().reportUrl, 'http://127.0.0.1:1/x')
  t.equal((await ask('PUT', '/report-url', { url: 'ftp://x' })).status, 400)
  t.equal((await ask('PUT', '/report-url', { url: null })).status, 204)
  t.equal((await ask('PATCH', '/reports', { duplicates: 1, reorder: true, lose: 1 })).status, 204)
  t.same((await ask('GET', '/reports')).body, { pushes: [] })

  t.equal((await ask('POST', '/reset')).status, 204)
  t.match(emulator.state.account(), { status: 'normal', balance: 100_000 })
  t.equal((await ask('POST', '/nothing', {})).status, 404)
})

t.test('pages of other origins cannot change anything', async (t) => {
  for (const origin of ['https://evil.example', 'null', 'nonsense'])
    t.equal((await ask('POST', '/reset', undefined, { origin })).status, 403, origin)
  t.equal((await ask('POST', '/reset', undefined, { origin: emulator.url })).status, 204)
})

t.test('the command', async (t) => {
  const command = fileURLToPath(new URL('../../packages/emulator/bin/sms-emulator.js', import.meta.url))
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, [command, '--help'])
  for (const option of ['--port', '--host', '--report-url', '--help']) t.match(stdout, option)
  for (const wrong of [['--port', 'x'], ['--nothing'], ['--port', '70000']])
    await t.rejects(run(process.execPath, [command, ...wrong]), { code: 2 })
  const child = spawn(process.execPath, [command, '--port', '0', '--report-url', 'http://127.0.0.1:1/reports'])
  t.teardown(() => child.kill('SIGKILL'))
  let printed = ''
  child.stdout.setEncoding('utf8')
  for await (const chunk of child.stdout) {
    printed += chunk
    if (printed.includes(SECOND.accessKeySecret)) break
  }
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
  t.match(printed, DEMO.accessKeyId)
  t.match(await (await fetch(`${url}/_emulator/account`)).json(), { reportUrl: 'http://127.0.0.1:1/reports' })
  const taken = url?.split(':').at(-1) ?? ''
  await t.rejects(run(process.execPath, [command, '--port', taken]), { code: 1, stderr: /in use/ })
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  t.equal((await ended)[0], 0)
})
