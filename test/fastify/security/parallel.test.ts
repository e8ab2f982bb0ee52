import { type Emulator, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onMysql } from '../../support/databases.ts'
import { startProcess } from '../../support/processes.ts'

let emulator: Emulator
t.before(async () => {
  emulator = await startEmulator({ flowControl: false })
})
t.after(() => emulator.close())

const shop = { 'content-type': 'application/json', 'x-tenant': 'acme', 'x-app': 'shop' }
type Answer = { status: number; body: { code?: string; id?: string; status?: string; attemptsLeft?: number } }
const post = async (url: string, body: unknown, headers: Record<string, string> = shop): Promise<Answer> => {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}
const counts = (values: (string | number | undefined)[]) => {
  const found: Record<string, number> = {}
  for (const value of values) found[String(value)] = (found[String(value)] ?? 0) + 1
  return found
}

await onMysql(t, async (t, database) => {
  const env = { DATABASE_URL: database.url, ENDPOINT: emulator.endpoint }
  const child = new URL('../../support/host.child.ts', import.meta.url)
  const servers = await Promise.all([startProcess(t, child, { env }), startProcess(t, child, { env })])
  /** Requests go to the two processes in turn. */
  const at = (turn: number) => `${servers[turn % 2]?.url}/sms`
  let phones = 0
  const newPhone = () => `+86138${String(20_000_000 + phones++).padStart(8, '0')}`
  const begin = async (phone = newPhone()) => {
    const { status, body } = await post(`${at(phones)}/verifications`, { phone, purpose: 'log_in' })
    const code = (await emulator.outbox.waitFor(phone)).params.code as string
    return { status, id: body.id as string, code, phone, wrong: code === '000000' ? '000001' : '000000' }
  }
  const checks = (id: string, codes: string[]) =>
    Promise.all(codes.map((code, turn) => post(`${at(turn)}/verifications/${id}/check`, { code })))

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
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) => post(`${servers[turn % 2]?.url}/redeem`, { verificationId: id, phone })),
    )
    t.same(counts(answers.map((it) => it.status)), { 200: 1, 422: 39 })
  })

  await t.test('50 starts at once for one phone: one SMS', async (t) => {
    const phone = newPhone()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) => post(`${at(turn)}/verifications`, { phone, purpose: 'log_in' })),
    )
    t.same(counts(answers.map((it) => it.status)), { 201: 1, 429: 49 })
    t.equal(emulator.outbox.messages({ phone }).length, 1)
  })

  await t.test('wrong codes through many ids at once: no fresh budget', async (t) => {
    const phone = newPhone()
    const { id, wrong } = await begin(phone)
    const again = ['sign_up', 'log_in'].map((purpose, turn) => post(`${at(turn)}/verifications`, { phone, purpose }))
    const ids = [id, ...(await Promise.all(again)).flatMap((it) => (it.body.id ? [it.body.id] : []))]
    const answers = (await Promise.all(ids.map((it) => checks(it, Array(30).fill(wrong))))).flat()
    // One budget for each purpose: the phone's limit let no second start through.
    t.same(ids.length, 1)
    t.equal(counts(answers.map((it) => it.status))[422], 5)
    t.match(await post(`${at(0)}/verifications`, { phone, purpose: 'log_in' }), { status: 429 })
  })

  await t.test('the same account added twenty times at once: one is added', async (t) => {
    const headers = { 'content-type': 'application/json', 'x-tenant': 'acme' }
    const account = {
      platform: 'alibaba_cloud',
      name: 'Same',
      accessKeyId: 'LTAIsame',
      accessKeySecret: 'secret-of-same',
    }
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => post(`${at(turn)}/accounts?verify=false`, account, headers)),
    )
    t.same(counts(answers.map((it) => it.status)), { 201: 1, 409: 19 })
  })
})

t.end()
