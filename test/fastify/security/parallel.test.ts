import { type Emulator, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onMysql } from '../../support/databases.ts'
import { counts, startTwoServers } from '../../support/two-servers.ts'

let emulator: Emulator
t.before(async () => {
  emulator = await startEmulator({ flowControl: false })
})
t.after(() => emulator.close())

await onMysql(t, async (t, database) => {
  const { post } = await startTwoServers(t, { database, endpoint: emulator.endpoint })
  let phones = 0
  const newPhone = () => `+86138${String(20_000_000 + phones++).padStart(8, '0')}`
  const begin = async (phone = newPhone()) => {
    const { status, body } = await post('/sms/verifications', { phone, purpose: 'log_in' })
    const code = (await emulator.outbox.waitFor(phone)).params.code as string
    return { status, id: body.id as string, code, phone, wrong: code === '000000' ? '000001' : '000000' }
  }
  const checks = (id: string, codes: string[]) =>
    Promise.all(codes.map((code) => post(`/sms/verifications/${id}/check`, { code })))

  await t.test('100 wrong checks at once: exactly five count, then it is exhausted', async (t) => {
    const { id, wrong, code } = await begin()
    const answers = await checks(id, Array(100).fill(wrong))
    t.same(counts(answers.map((it) => it.status)), { 422: 5, 410: 95 })
    t.same(answers.flatMap((it) => (it.status === 422 ? [it.body.attemptsLeft] : [])).sort(), [0, 1, 2, 3, 4])
    t.ok(answers.every((it) => it.status === 422 || it.body.status === 'exhausted'))
    t.match(await checks(id, [code]), [{ status: 410, body: { status: 'exhausted' } }])
  })

  await t.test('100 right checks at once: one is approved', async (t) => {
    const { id, code } = await begin()
    t.same(counts((await checks(id, Array(100).fill(code))).map((it) => it.status)), { 200: 1, 410: 99 })
  })

  await t.test('99 wrong and one right: the right one is approved unless five wrong ones came first', async (t) => {
    for (let round = 0; round < 8; round++) {
      const { id, code, wrong } = await begin()
      const codes = Array(99).fill(wrong)
      codes.splice(round % 2 ? Math.floor(Math.random() * 20) : Math.floor(Math.random() * 99), 0, code)
      const seen = counts((await checks(id, codes)).map((it) => it.status))
      const wrongOnes = seen[422] ?? 0
      t.ok(seen[200] === 1 ? wrongOnes <= 4 : wrongOnes === 5 && seen[200] === undefined, JSON.stringify(seen))
    }
  })

  await t.test('one approval is redeemed once', async (t) => {
    const { id, code, phone } = await begin()
    await checks(id, [code])
    const answers = await Promise.all(Array.from({ length: 40 }, () => post('/redeem', { verificationId: id, phone })))
    t.same(counts(answers.map((it) => it.status)), { 200: 1, 422: 39 })
  })

  await t.test('50 starts at once for one phone: one SMS', async (t) => {
    const phone = newPhone()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post('/sms/verifications', { phone, purpose: 'log_in' })),
    )
    t.same(counts(answers.map((it) => it.status)), { 201: 1, 429: 49 })
    t.equal(emulator.outbox.messages({ phone }).length, 1)
  })

  await t.test('one phone in ten spellings at once: one SMS', async (t) => {
    const phone = newPhone()
    const national = phone.slice(3)
    const spellings = [
      { phone },
      { phone: `+86 ${national.slice(0, 3)} ${national.slice(3, 7)} ${national.slice(7)}` },
      { phone: `+86-${national.slice(0, 3)}-${national.slice(3)}` },
      { phone: `(+86) ${national}` },
      { phone: `+(86)${national}` },
      { phone: `0086${national}` },
      { phone: [...phone].map((it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0)).join('') },
      { phone: national, country: 'CN' },
      { phone: `0${national}`, country: 'CN' },
      { phone: ` +86.${national} ` },
    ]
    const answers = await Promise.all(
      [...spellings, ...spellings].map((it) => post('/sms/verifications', { ...it, purpose: 'log_in' })),
    )
    t.same(counts(answers.map((it) => it.status)), { 201: 1, 429: 19 })
    t.equal(emulator.outbox.messages({ phone }).length, 1)
  })

  await t.test('the same account added twenty times at once: one is added', async (t) => {
    const account = {
      platform: 'alibaba_cloud',
      name: 'Same',
      accessKeyId: 'LTAIsame',
      accessKeySecret: 'secret-of-same',
    }
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/sms/accounts?verify=false', account)))
    t.same(counts(answers.map((it) => it.status)), { 201: 1, 409: 19 })
  })
})

await onMysql(t, async (t, database) => {
  const often = { phonePerMinute: 100, phonePerHour: 100, phonePerDay: 100, ipPerHour: 100_000, prefixPerHour: 100_000 }
  const { post, setClock } = await startTwoServers(t, {
    database,
    endpoint: emulator.endpoint,
    verification: { limits: often, resendWait: [60] },
  })
  const noon = Date.UTC(2026, 10, 23, 12)

  await t.test('wrong codes through many ids, resends and new starts at once: no fresh budget', async (t) => {
    for (let round = 0; round < 3; round++) {
      const phone = `+8613820${String(900_000 + round).padStart(6, '0')}`
      const ids: string[] = []
      const start = async () => {
        const { status, body } = await post('/sms/verifications', { phone, purpose: 'log_in' })
        if (body.id) ids.push(body.id)
        return status
      }
      // A text that is a code's, and of none that was sent.
      const wrong = async () => {
        const sent = new Set(emulator.outbox.messages({ phone }).map(({ params }) => params.code))
        return ['000000', '000001', '000002', '000003'].find((it) => !sent.has(it)) as string
      }
      const guess = async (id: string, times: number) => {
        const code = await wrong()
        return Promise.all(Array.from({ length: times }, () => post(`/sms/verifications/${id}/check`, { code })))
      }
      const wrongOnes = (answers: { status: number }[]) => counts(answers.map((it) => it.status))[422] ?? 0

      let counted = 0
      for (let minute = 0; minute < 3; minute++) {
        await setClock(noon + minute * 60_000)
        t.equal(await start(), 201)
        counted += wrongOnes(await guess(ids.at(-1) as string, 1))
      }
      t.equal(counted, 3)
      await setClock(noon + 3 * 60_000)
      const resend = () => post(`/sms/verifications/${ids.at(-1)}/resend`, {})
      const [guesses] = await Promise.all([
        Promise.all(ids.map((id) => guess(id, 20))),
        Promise.all([resend(), start(), resend(), start(), start()]),
      ])
      counted += wrongOnes(guesses.flat())
      t.ok(counted <= 5, `${counted} counted while new codes were sent`)
      t.ok(ids.length > 2, `${ids.length} ids`)
      counted += wrongOnes((await Promise.all(ids.map((id) => guess(id, 20)))).flat())
      t.equal(counted, 5, 'five in all, of all ids together')
      t.equal(await start(), 429)
      t.match(await post('/sms/verifications', { phone, purpose: 'log_in' }), { body: { code: 'SMS_LOCKED_OUT' } })
    }
  })
})

t.end()
