import { SendSmsRequest, SmsConversionIntlRequest } from '@alicloud/dysmsapi20170525'
import { DEMO, SECOND, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { createClient } from './sdk.ts'

t.test('what is said of a code that went abroad is kept, and nothing else is taken', async (t) => {
  const emulator = await startEmulator()
  t.teardown(() => emulator.close())
  const client = createClient(emulator.endpoint, DEMO)
  const send = async (phoneNumbers: string, templateCode: string) => {
    const sms = { phoneNumbers, signName: 'Quectel', templateCode, templateParam: '{"code":"123456"}' }
    return String((await client.sendSms(new SendSmsRequest(sms))).body?.bizId)
  }
  const say = async (said: { messageId?: string; delivered?: boolean; conversionTime?: number }, key = DEMO) =>
    (await createClient(emulator.endpoint, key).smsConversionIntl(new SmsConversionIntlRequest(said))).body?.code
  const abroad = await send('447400123456', 'SMS_100000005')
  const unused = await send('447400123457', 'SMS_100000005')
  const mainland = await send('13900001234', 'SMS_100000002')

  t.equal(await say({ messageId: abroad, delivered: true }), 'OK')
  t.equal(await say({ messageId: unused, delivered: false }), 'OK')
  const refused = 'isv.INVALID_PARAMETERS'
  t.equal(await say({ messageId: mainland, delivered: true }), refused)
  t.equal(await say({ messageId: '1^0', delivered: true }), refused)
  t.equal(await say({ messageId: abroad, delivered: true }, SECOND as never), refused, 'of another account')
  t.equal(await say({ messageId: abroad, delivered: true, conversionTime: Date.now() + 60_000 }), refused, 'to come')
  t.equal(await say({ messageId: abroad, delivered: true, conversionTime: 1 }), refused, 'before it was sent')
  await t.rejects(say({ delivered: true }), { code: 'MissingMessageId' })

  const kept = [
    { bizId: abroad, phone: '+447400123456', used: true },
    { bizId: unused, phone: '+447400123457', used: false },
  ]
  t.match(emulator.conversions(), kept)
  t.equal(emulator.conversions().length, 2)
  const overHttp = await fetch(`${emulator.url}/_emulator/conversions`)
  t.match(await overHttp.json(), { conversions: kept })
  emulator.reset()
  t.same(emulator.conversions(), [])
})

t.end()
