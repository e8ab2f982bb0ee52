import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SendSmsRequest } from '@alicloud/dysmsapi20170525'
import { DEMO, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { createClient } from './sdk.ts'

type Report = Record<string, unknown>

const TAKEN = (response: ServerResponse) => response.end('{"code":0,"msg":"接收成功"}')
let answer: (response: ServerResponse) => void = TAKEN
let received: Report[][] = []
const receiver = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  request.on('end', () => {
    received.push(JSON.parse(text) as Report[])
    answer(response)
  })
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/reports`

const START = Date.parse('2026-11-23T15:00:00+08:00')
const clock = { now: START }
const emulator = await startEmulator({ clock: () => clock.now, flowControl: false, deliverAfter: 6000 })
t.teardown(async () => {
  await emulator.close()
  receiver.close()
  receiver.closeAllConnections()
})
t.beforeEach(() => {
  clock.now = START
  answer = TAKEN
  received = []
  emulator.reset()
  emulator.state.setReportUrl(url)
})

/** Lets time pass: whatever is asked of the emulator makes it look at its clock. */
const pass = async (milliseconds: number) => {
  clock.now += milliseconds
  await fetch(emulator.url)
  await emulator.reports.idle()
}
const send = async (phoneNumbers: string, given: Record<string, string> = {}) =>
  (
    await createClient(emulator.endpoint, DEMO, {
      globalParameters: { headers: { 'x-acs-date': new Date(clock.now).toISOString().replace(/\.\d+/, '') } },
    }).sendSms(
      new SendSmsRequest({
        phoneNumbers,
        signName: 'Quectel',
        templateCode: 'SMS_154950909',
        templateParam: '{"code":"123456"}',
        ...given,
      }),
    )
  ).body

t.test('an array of what became of messages, those of one moment together', async (t) => {
  const first = await send('13900001234', { outId: 'o-1' })
  emulator.faults.add({ kind: 'deliver_failed', errCode: 'MOBILE_NOT_ON_SERVICE' })
  const second = await send('8613900001235')
  await pass(5999)
  t.same(received, [])
  await pass(1)
  t.same(received, [
    [
      {
        phone_number: '13900001234',
        send_time: '2026-11-23 15:00:00',
        report_time: '2026-11-23 15:00:06',
        success: true,
        err_code: 'DELIVERED',
        err_msg: '用户接收成功',
        sms_size: '1',
        biz_id: first?.bizId,
        out_id: 'o-1',
      },
      {
        phone_number: '13900001235',
        send_time: '2026-11-23 15:00:00',
        report_time: '2026-11-23 15:00:06',
        success: false,
        err_code: 'MOBILE_NOT_ON_SERVICE',
        err_msg: '停机、空号、暂停服务、关机、不在服务区',
        sms_size: '1',
        biz_id: second?.bizId,
      },
    ],
  ])
  emulator.behaviours.reportOutId = 'empty'
  await send('13900001236')
  await pass(6000)
  t.match(received[1], [{ out_id: '' }])
})

t.test('again after 1, 5 and 10 minutes, then never', async (t) => {
  answer = (response) => response.writeHead(503).end()
  await send('13900001234')
  await pass(6000)
  const delivered = clock.now
  t.equal(received.length, 1)
  for (const [minute, count] of [
    [0.99, 1],
    [1, 2],
    [4.99, 2],
    [5, 3],
    [9.99, 3],
    [10, 4],
    [100, 4],
  ] as const) {
    await pass(delivered + minute * 60_000 - clock.now)
    t.equal(received.length, count, `after ${minute} minutes`)
  }
  t.match(emulator.reports.pushes(), [
    { kind: 'SmsReport', url, attempts: Array.from({ length: 4 }, () => ({ outcome: 'refused', status: 503 })) },
  ])
})

t.test('taken is what is answered in time by 200 and a number', async (t) => {
  for (const [name, given, retried] of [
    ['another number', (response: ServerResponse) => response.end('{"code":7}'), false],
    ['a string', (response: ServerResponse) => response.end('{"code":"0"}'), true],
    ['no JSON', (response: ServerResponse) => response.end('ok'), true],
    ['201', (response: ServerResponse) => response.writeHead(201).end('{"code":0}'), true],
    ['302', (response: ServerResponse) => response.writeHead(302, { location: url }).end('{"code":0}'), true],
    ['a reset', (response: ServerResponse) => response.socket?.resetAndDestroy(), true],
    ['too late', (response: ServerResponse) => setTimeout(() => TAKEN(response), 300), true],
  ] as const) {
    emulator.behaviours.reportTimeout = 100
    answer = given
    received = []
    await send('13900001234')
    await pass(6000)
    answer = TAKEN
    await pass(60_000)
    t.equal(received.length, retried ? 2 : 1, name)
    await pass(9 * 60_000)
    t.equal(received.length, retried ? 2 : 1, `${name}, later`)
  }
})

t.test('doubled, out of order, lost', async (t) => {
  emulator.reports.disturb({ duplicates: 1 })
  await send('13900001234')
  await pass(6000)
  t.equal(received.length, 2)
  t.same(received[0], received[1])
  emulator.reports.disturb({ duplicates: 0, reorder: true })
  received = []
  for (const phone of ['13900001231', '13900001232', '13900001233']) await send(phone)
  await pass(6000)
  t.same(
    received.map((reports) => reports.length),
    [1, 1, 1],
  )
  t.same(
    emulator.reports
      .pushes()
      .slice(-3)
      .map(({ reports }) => reports[0]?.phone_number),
    ['13900001233', '13900001232', '13900001231'],
  )
  emulator.reports.disturb({ reorder: false, lose: 1 })
  received = []
  for (const phone of ['13900001231', '13900001232']) await send(phone)
  await pass(6000)
  t.match(received, [[{ phone_number: '13900001232' }]])
})

t.test('abroad', async (t) => {
  const abroad = { templateCode: 'SMS_100000005' }
  const sent = await send('85261234567', abroad)
  await pass(6000)
  t.same(received, [
    [
      {
        to: '85261234567',
        status: 'DELIVERED',
        message_id: sent?.bizId,
        send_date: '2026-11-23 15:00:00',
        receive_date: '2026-11-23 15:00:06',
        error_code: 'DELIVERED',
        error_description: '用户接收成功',
      },
    ],
  ])
  emulator.behaviours.internationalReports = 'SmsReport'
  await send('85261234567', abroad)
  await pass(6000)
  t.match(received[1], [{ phone_number: '85261234567', success: true }])
  emulator.behaviours.internationalReports = 'none'
  await send('85261234567', abroad)
  await pass(6000)
  t.equal(received.length, 2)
})

t.test('the end of reviews', async (t) => {
  emulator.state.updateSignature('Initech', { status: 'rejected', rejection: 'Too short.' })
  emulator.state.updateTemplate('SMS_300000002', { status: 'approved' })
  emulator.state.updateTemplate('SMS_300000003', { name: 'Renamed' })
  await emulator.reports.idle()
  t.equal(received.length, 2, 'nothing of what is no decision')
  t.match(received.flat(), [
    { sign_name: 'Initech', sign_status: 'rejected', reason: 'Too short.' },
    { template_code: 'SMS_300000002', template_status: 'approved', template_type: '验证码', reason: '' },
  ])
  emulator.state.setReportUrl(null)
  emulator.state.updateSignature('Initech', { status: 'approved' })
  await emulator.reports.idle()
  t.equal(received.length, 2)
})

t.test('a report of one’s own making', async (t) => {
  emulator.reports.push('SmsReport', { phone_number: '13900001234', biz_id: '1^0', success: true })
  await emulator.reports.idle()
  t.same(received, [[{ phone_number: '13900001234', biz_id: '1^0', success: true }]])
})
