import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SendSmsRequest } from '@alicloud/dysmsapi20170525'
import { $OpenApiUtil } from '@alicloud/openapi-core'
import PopCore from '@alicloud/pop-core'
import { DEMO, SECOND, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { createClient } from './sdk.ts'

const CODE = { signName: 'Quectel', templateCode: 'SMS_100000002', templateParam: '{"code":"123456"}' }
type Sms = { phoneNumbers: string; signName?: string; templateCode?: string; templateParam?: string; outId?: string }
/** @param clock signs requests as of then, where the emulator's clock is not the real one */
const sender =
  (endpoint: string, key: { accessKeyId: string; accessKeySecret: string } = DEMO, clock?: { now: number }) =>
  async (sms: Sms) => {
    const date = clock && `${new Date(clock.now).toISOString().slice(0, 19)}Z`
    const dated = date
      ? { globalParameters: new $OpenApiUtil.GlobalParameters({ headers: { 'x-acs-date': date } }) }
      : {}
    return (await createClient(endpoint, key, dated).sendSms(new SendSmsRequest({ ...CODE, ...sms }))).body
  }

t.test('a second client, which we did not write: pop-core', async (t) => {
  const emulator = await startEmulator()
  t.teardown(() => emulator.close())
  const client = (accessKeySecret: string) =>
    new PopCore({
      accessKeyId: DEMO.accessKeyId,
      accessKeySecret,
      endpoint: `http://${emulator.endpoint}`,
      apiVersion: '2017-05-25',
    })
  const parameters = {
    PhoneNumbers: '13900001234',
    SignName: 'Quectel',
    TemplateCode: 'SMS_100000002',
    TemplateParam: '{"code":"008812"}',
  }
  const sent = (await client(DEMO.accessKeySecret).request('SendSms', parameters, { method: 'POST' })) as {
    Code: string
    BizId: string
  }
  t.match(sent, { Code: 'OK', BizId: /^\d{18}\^0$/ })
  t.match((await emulator.outbox.waitFor('+8613900001234')).text, /008812/)
  await t.rejects(client('wrong').request('SendSms', parameters, { method: 'POST' }), { code: 'SignatureDoesNotMatch' })
})

t.test('flow control goes by the clock of China, to the minute, hour and day, on the mainland only', async (t) => {
  const clock = { now: Date.parse('2026-11-23T14:03:30+08:00') }
  const emulator = await startEmulator({ clock: () => clock.now })
  t.teardown(() => emulator.close())
  const send = sender(emulator.endpoint, DEMO, clock)
  const to = (phoneNumbers: string) => send({ phoneNumbers })
  t.match(await to('13900000001'), { code: 'OK' })
  clock.now = Date.parse('2026-11-23T14:03:59.999+08:00')
  t.match(await to('13900000001'), { code: 'isv.BUSINESS_LIMIT_CONTROL', message: /分钟级流控Permits:1/ })
  clock.now = Date.parse('2026-11-23T14:04:00+08:00')
  t.match(await to('13900000001'), { code: 'OK' }, 'seconds later, in the next minute of the clock')
  for (const minute of ['05', '06', '07']) {
    clock.now = Date.parse(`2026-11-23T14:${minute}:00+08:00`)
    t.match(await to('13900000001'), { code: 'OK' })
  }
  clock.now = Date.parse('2026-11-23T14:59:59+08:00')
  t.match(await to('13900000001'), { code: 'isv.BUSINESS_LIMIT_CONTROL', message: /小时级流控Permits:5/ })
  for (let minute = 0; minute < 5; minute++) {
    clock.now = Date.parse(`2026-11-23T15:0${minute}:00+08:00`)
    t.match(await to('13900000001'), { code: 'OK' })
  }
  clock.now = Date.parse('2026-11-23T16:00:00+08:00')
  t.match(await to('13900000001'), { code: 'isv.BUSINESS_LIMIT_CONTROL', message: /天级流控Permits:10/ })
  for (let i = 0; i < 3; i++)
    t.match(await send({ phoneNumbers: '85251234567', templateCode: 'SMS_100000005' }), { code: 'OK' }, 'abroad')
})

t.test('accounts are apart: signatures, templates, keys, balance', async (t) => {
  const emulator = await startEmulator({ flowControl: false })
  t.teardown(() => emulator.close())
  t.match(await sender(emulator.endpoint, SECOND)({ phoneNumbers: '13900000002' }), {
    code: 'isv.SMS_SIGNATURE_ILLEGAL',
  })
  emulator.state.account(DEMO.accessKeyId).balance = 0
  t.match(await sender(emulator.endpoint)({ phoneNumbers: '13900000002' }), { code: 'isv.AMOUNT_NOT_ENOUGH' })
  emulator.state.updateKey(DEMO.accessKeyId, { active: false })
  await t.rejects(sender(emulator.endpoint)({ phoneNumbers: '13900000002' }), { code: 'InvalidAccessKeyId.Inactive' })
  emulator.reset()
  t.match(await sender(emulator.endpoint)({ phoneNumbers: '13900000002' }), { code: 'OK' })
})

t.test('delivery reports: pushed, repeated until they are taken, then never again', async (t) => {
  const received: Record<string, unknown>[][] = []
  let answer: [number, string] = [500, 'no']
  const receiver = createServer((request, response) => {
    let text = ''
    request.on('data', (more) => {
      text += more
    })
    request.on('end', () => {
      received.push(JSON.parse(text))
      response.writeHead(answer[0], { 'content-type': 'application/json' }).end(answer[1])
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  t.teardown(() => receiver.close())
  const clock = { now: Date.now() }
  const emulator = await startEmulator({ clock: () => clock.now, flowControl: false, deliverAfter: 1000 })
  t.teardown(() => emulator.close())
  emulator.state.setReportUrl(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/reports`)
  const send = sender(emulator.endpoint, DEMO, clock)
  /** Anything asked of the emulator makes it look at its clock. */
  const later = async (minutes: number) => {
    clock.now += minutes * 60_000
    await fetch(emulator.url)
    await emulator.reports.idle()
  }
  const sent = await send({ phoneNumbers: '13900000003', outId: 'o-1' })
  await later(0.1)
  t.match(received, [
    [
      {
        phone_number: '13900000003',
        success: true,
        err_code: 'DELIVERED',
        biz_id: sent?.bizId,
        out_id: 'o-1',
        sms_size: '2',
      },
    ],
  ])
  await later(1)
  t.equal(received.length, 2, 'after a minute')
  answer = [200, '{"code":0,"msg":"接收成功"}']
  await later(5)
  t.equal(received.length, 3, 'after five')
  await later(60)
  t.equal(received.length, 3, 'taken is taken')
})

t.test('the phone shows messages as text, whatever they hold', async (t) => {
  const emulator = await startEmulator({ flowControl: false })
  t.teardown(() => emulator.close())
  const page = await fetch(emulator.url)
  const policy = page.headers.get('content-security-policy') ?? ''
  t.match(policy, /default-src 'none'/)
  t.notMatch(policy, /unsafe/)
  t.notMatch(await page.text(), /<script>|onerror=|javascript:/)
  const script = await (await fetch(`${emulator.url}/_emulator/page/script.js`)).text()
  t.notMatch(script, /innerHTML|insertAdjacentHTML|document\.write|eval\(/)
})
