import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const ABROAD = '+447400123456'
const UNUSED = '+447400123457'
const MAINLAND = '+8613900001234'

// Never set back: ids of one process go by it.
const clock = { now: Date.now() }

const until = async (done: () => boolean) => {
  for (let tries = 0; tries < 120 && !done(); tries++) await new Promise((go) => setTimeout(go, 50))
}

await onEachDatabase(t, async (t, database) => {
  for (const conversionFeedback of [true, false])
    await t.test(`${conversionFeedback ? 'switched on' : 'left alone'}`, async (t) => {
      const emulator = await startEmulator({ flowControl: false })
      t.teardown(() => emulator.close())
      const lines: string[] = []
      const app = await createTestHost({
        databaseUrl: database.url,
        endpoint: emulator.endpoint,
        settings: {
          now: () => clock.now,
          verification: { conversionFeedback, limits: { phonePerMinute: 10, phonePerHour: 100, phonePerDay: 50 } },
        },
        server: { logger: { level: 'warn', stream: { write: (line: string) => lines.push(line) } } },
      })
      t.teardown(() => app.close())
      const call = caller(app)
      const start = (phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: 'shop' })
      const use = async (phone: string) => {
        const { body } = await start(phone)
        const code = emulator.outbox.messages({ phone }).at(-1)?.params.code
        const checked = await call('POST', `/verifications/${body.id}/check`, { code }, { app: 'shop' })
        t.equal(checked.status, 200)
      }
      await use(ABROAD)
      await use(MAINLAND)
      t.equal((await start(UNUSED)).status, 201)
      if (!conversionFeedback) {
        clock.now += HOUR
        await new Promise((go) => setTimeout(go, 2500))
        t.same(emulator.conversions(), [])
        return
      }
      // Codes are counted, and told of, a minute and a half after they began.
      clock.now += 2 * MINUTE
      await until(() => emulator.conversions().length > 0)
      const [{ bizId } = { bizId: '' }] = emulator.outbox.messages({ phone: ABROAD })
      t.match(emulator.conversions(), [{ bizId, phone: ABROAD, used: true }])
      t.equal(emulator.conversions().length, 1, 'nothing of the mainland, nothing of what may still be used')

      clock.now += HOUR
      await until(() => emulator.conversions().length > 1)
      t.match(emulator.conversions()[1], { phone: UNUSED, used: false })

      emulator.faults.add({ action: 'SmsConversionIntl', kind: 'code', code: 'isp.RAM_PERMISSION_DENY', times: 100 })
      await use(ABROAD)
      clock.now += 2 * MINUTE
      await until(() => lines.some((line) => line.includes('which codes were used')))
      const line = lines.find((it) => it.includes('which codes were used')) ?? ''
      t.match(JSON.parse(line), { failed: 1, leftOut: 0 }, 'a failure is only logged')
      t.notMatch(lines.join(''), /7400123456/)
      await use(ABROAD)
      t.equal(emulator.conversions().length, 2)
    })
})

t.end()
