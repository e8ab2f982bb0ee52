import { startEmulator } from '@sms-settings/emulator'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, SECOND } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

const ROUNDS = 40
const owner = { tenantId: 'acme', appId: 'shop', purpose: 'reset_password' }
const spread = (from: number, to: number) => from + Math.floor(Math.random() * (to - from))
const quantile = (values: number[], q: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(q * values.length)] as number
/** How often one of the first took longer than one of the second: a half, when nobody could tell them apart. */
const oftenLonger = (first: number[], second: number[]) =>
  first.flatMap((a) => second.map((b): number => (a > b ? 1 : 0))).reduce((sum, it) => sum + it, 0) /
  (first.length * second.length)

/** A host whose own route asks for a code also for users who do not exist: those whose numbers are odd. */
const setUp = async (t: Test, database: TestDatabase) => {
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { verification: { limits: { prefixPerHour: 100_000 } } },
  })
  t.teardown(() => app.close())
  app.post('/reset', async (request) => {
    const { phone, ...chosen } = request.body as { phone: string; ssid?: string; stid?: string }
    const decoy = Number(phone.at(-1)) % 2 === 1
    return app.sms.verifications.start({ ...owner, ...chosen, phone, decoy })
  })
  await app.ready()
  const reset = async (phone: string, chosen: { ssid?: unknown; stid?: unknown } = {}) => {
    const began = performance.now()
    const answer = await app.inject({ method: 'POST', url: '/reset', payload: { phone, ...chosen } })
    return { took: performance.now() - began, answer }
  }
  return { app, reset }
}

await onEachDatabase(t, async (t, database) => {
  let users = 0
  const someone = () => `+8613960${String(++users * 2).padStart(6, '0')}`
  const nobody = () => `+8613960${String(++users * 2 + 1).padStart(6, '0')}`
  const slow = (ms: number) => emulator.faults.add({ action: 'SendSms', kind: 'delay', ms })

  await t.test('nobody can tell by the time or the headers of an answer whether a user exists', async (t) => {
    const { reset } = await setUp(t, database)
    for (let i = 0; i < 12; i++) {
      slow(spread(40, 240))
      await reset(someone())
    }
    const [real, decoys]: [number[], number[]] = [[], []]
    for (let i = 0; i < ROUNDS; i++) {
      slow(spread(40, 240))
      const phones = [someone(), nobody()] as const
      // By turns the first of the two, so that the order does not tell.
      const [a, b] = i % 2 ? phones : [phones[1], phones[0]]
      const answers = await Promise.all([reset(a), reset(b)])
      const [one, two] = i % 2 ? answers : [answers[1], answers[0]]
      real.push(one.took)
      decoys.push(two.took)
      const seen = ({ answer }: typeof one) => ({
        status: answer.statusCode,
        headers: { ...answer.headers, date: '' },
        fields: Object.keys(answer.json()),
      })
      t.same(seen(one), seen(two))
    }
    const said = [real, decoys].map((it) => [0.25, 0.5, 0.75].map((q) => Math.round(quantile(it, q))).join(' '))
    t.ok(quantile(real, 0.5) > 80, 'the platform was slow enough to matter')
    const longer = oftenLonger(decoys, real)
    t.ok(longer > 0.25 && longer < 0.75, `decoys took longer ${Math.round(longer * 100)} times of 100: ${said}`)
    const width = (it: number[]) => quantile(it, 0.75) - quantile(it, 0.25)
    const wider = width(decoys) / width(real)
    t.ok(wider > 0.4 && wider < 2.5, `decoys vary as much: ${said}`)
  })

  await t.test('while an account cannot send, decoys fail as real starts do', async (t) => {
    const { reset } = await setUp(t, database)
    const seen = ({ answer, took }: Awaited<ReturnType<typeof reset>>) => {
      return {
        status: answer.statusCode,
        headers: { ...answer.headers, date: '' },
        body: answer.json(),
        slow: took > 450,
      }
    }
    const account = emulator.state.account()
    const { balance } = account
    const cases: [string, () => void, number][] = [
      ['no money', () => Object.assign(account, { balance: 0 }), 502],
      [
        'a signature taken back',
        () => emulator.faults.add({ action: 'SendSms', kind: 'code', code: 'isv.SMS_SIGNATURE_ILLEGAL' }),
        502,
      ],
      [
        'a right taken away',
        () => emulator.faults.add({ action: 'SendSms', kind: 'code', code: 'isv.RAM_PERMISSION_DENY' }),
        502,
      ],
      ['an answer that is lost', () => emulator.faults.add({ action: 'SendSms', kind: 'rst_after_accept' }), 502],
    ]
    for (const [what, breakIt, status] of cases) {
      breakIt()
      const real = await reset(someone())
      t.equal(real.answer.statusCode, status, `${what}: ${real.answer.body}`)
      const decoys = await Promise.all([reset(nobody()), reset(nobody())])
      for (const decoy of decoys) t.same(seen(decoy), seen(real), what)
      account.balance = balance
      emulator.faults.clear()
      t.equal((await reset(someone())).answer.statusCode, 200)
      t.equal((await reset(nobody())).answer.statusCode, 200, 'and go through when real ones do again')
    }
  })

  await t.test('what is wrong with one number, or with another template, is no matter of a decoy', async (t) => {
    const { app, reset } = await setUp(t, database)
    const fault = (code: string) => emulator.faults.add({ action: 'SendSms', kind: 'code', code })
    fault('isv.MOBILE_NUMBER_ILLEGAL')
    t.equal((await reset(someone())).answer.statusCode, 422)
    t.equal((await reset(nobody())).answer.statusCode, 200)
    fault('isv.BUSINESS_LIMIT_CONTROL')
    t.equal((await reset(someone())).answer.statusCode, 429)
    t.equal((await reset(nobody())).answer.statusCode, 200)
    fault('isv.SMS_TEMPLATE_ILLEGAL')
    t.equal((await reset(someone())).answer.statusCode, 502)
    const signUp = { ...owner, purpose: 'sign_up', phone: nobody(), decoy: true }
    t.match(await app.sms.verifications.start(signUp), { status: 'pending' })
    t.equal((await reset(nobody())).answer.statusCode, 502)
    emulator.faults.clear()
  })

  await t.test('a decoy is as slow as the account that it would be sent from', async (t) => {
    const { app, reset } = await setUp(t, database)
    const call = caller(app)
    const { body } = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Far away', ...DEMO })
    const signature = await call('POST', `/accounts/${body.id}/signatures`, { name: 'Quectel' })
    const template = await call('POST', `/accounts/${body.id}/templates`, { code: 'SMS_100000002' })
    const { ssid, stid } = { ...signature.body, ...template.body }
    for (const path of [`/signatures/${ssid}/apps`, `/templates/${stid}/apps`])
      await call('PUT', path, { appIds: ['shop'] })
    const near = { ssid: 'C1', stid: 'C3' }
    const far = { ssid, stid }
    for (let i = 0; i < 6; i++) {
      await reset(someone(), near)
      slow(900)
      t.equal((await reset(someone(), far)).answer.statusCode, 200)
    }
    const took = async (chosen: typeof far) =>
      (await Promise.all(Array.from({ length: 10 }, () => reset(nobody(), chosen)))).map((it) => it.took)
    t.ok(Math.min(...(await took(far))) > 880)
    t.ok(Math.max(...(await took(near))) < 880)
  })

  await t.test('with the first account broken and another that works, decoys go the way of real starts', async (t) => {
    const { app, reset } = await setUp(t, database)
    const call = caller(app)
    emulator.state.addTemplate({ code: 'SMS_297', name: 'Reset', content: 'Reset: ${code}' }, SECOND.accessKeyId)
    t.teardown(() => emulator.reset())
    const { body } = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Own', ...SECOND })
    const signature = await call('POST', `/accounts/${body.id}/signatures`, { name: 'Globex' })
    const template = await call('POST', `/accounts/${body.id}/templates`, {
      code: 'SMS_297',
      purpose: 'reset_password',
    })
    for (const path of [`/signatures/${signature.body.ssid}/apps`, `/templates/${template.body.stid}/apps`])
      await call('PUT', path, { appIds: ['shop'] })
    const seen = ({ answer }: Awaited<ReturnType<typeof reset>>) => ({
      status: answer.statusCode,
      headers: { ...answer.headers, date: '' },
      body: answer.statusCode === 200 ? Object.keys(answer.json()) : answer.json(),
    })
    const always = { action: 'SendSms', times: 1000 }
    const illegal = { ...always, kind: 'code', code: 'isv.SMS_TEMPLATE_ILLEGAL' } as const
    emulator.faults.add({ ...illegal, accessKeyId: SECOND.accessKeyId })
    emulator.faults.add({ ...always, kind: 'delay', ms: 400, accessKeyId: DEMO.accessKeyId })
    for (let i = 0; i < 4; i++) {
      const phone = someone()
      const [real, decoy] = [await reset(phone), await reset(nobody())]
      t.equal(emulator.outbox.messages({ phone }).length, 1, 'out of the general account')
      t.equal(decoy.answer.statusCode, 200)
      t.same(seen(decoy), seen(real))
      t.ok(real.took > 380 && decoy.took > 380, `${Math.round(real.took)} ms and ${Math.round(decoy.took)} ms`)
    }
    emulator.faults.clear()
    for (const { accessKeyId } of [DEMO, SECOND]) emulator.faults.add({ ...illegal, accessKeyId })
    const real = await reset(someone())
    t.equal(real.answer.statusCode, 502)
    t.same(seen(await reset(nobody())), seen(real), 'all broken: both are refused')
    emulator.faults.clear()
  })
})

t.end()
