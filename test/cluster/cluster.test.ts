import { DEMO, type Emulator, startEmulator } from '@sms-settings/emulator'
import knex from 'knex'
import t from 'tap'
import { createCountingStore } from '../../packages/fastify/src/counting/store.ts'
import {
  createDatabase,
  type Database,
  type Statements,
  type Transaction,
} from '../../packages/fastify/src/database/database.ts'
import { createLease } from '../../packages/fastify/src/database/lease.ts'
import { createSettingsRevision } from '../../packages/fastify/src/revision/store.ts'
import { createWorld, faultsOn } from '../faults/faults.ts'
import { walk } from '../faults/walk.ts'
import { type Clustered, startThreeServers, withoutCluster } from '../support/three-servers.ts'
import { type Answered, counts } from '../support/two-servers.ts'

// Three server processes, each at a node of its own of a MariaDB Galera cluster. Nothing is locked beyond a node, and a node
// applies what another has committed some milliseconds later: what is exact here is exact because the first to commit wins.

const verification = {
  limits: {
    phonePerMinute: 3,
    phonePerHour: 100,
    phonePerDay: 100,
    ipPerHour: 100_000,
    prefixPerHour: 100_000,
    countryPerHour: 100_000,
    appPerDay: 100_000,
  },
  tenantPerDay: 100_000,
}

t.test('on a cluster of three nodes', { skip: withoutCluster, timeout: 300_000 }, async (t) => {
  const emulator: Emulator = await startEmulator({ flowControl: false })
  t.teardown(() => emulator.close())
  const { cluster, servers, ask, rows }: Clustered = await startThreeServers(t, {
    endpoint: emulator.endpoint,
    verification,
  })
  const sentTo = (phone: string) => emulator.outbox.messages({ phone })
  let phones = 0
  const newPhone = () => `+86136${String(10_000_000 + phones++ * 7)}`
  const startAt = (at: number | undefined, phone: string, headers: Record<string, string> = {}, tenant = 'acme') =>
    ask('POST', '/sms/verifications', { phone, purpose: 'log_in' }, at, {
      tenant,
      app: tenant === 'acme' ? 'shop' : 'portal',
      headers,
    })
  const checkAt = (at: number | undefined, id: string, code: string) =>
    ask('POST', `/sms/verifications/${id}/check`, { code }, at)
  const begin = async (at?: number) => {
    const phone = newPhone()
    const { status, body } = await startAt(at, phone)
    const code = sentTo(phone)[0]?.params.code as string
    return { status, id: body.id as string, phone, code, wrong: code === '000000' ? '000001' : '000000' }
  }
  const all = <T>(count: number, one: (at: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, at) => one(at)))
  const statuses = (answers: Answered[]) =>
    counts(answers.map(({ status, body }) => (status === 429 ? (body.limit ?? body.code) : status)))

  await t.test('three processes at three nodes migrate once', async (t) => {
    const names = (await rows<{ name: string }>(2, 'select name from sms_migrations')).map(({ name }) => name)
    t.ok(names.length > 2)
    t.equal(new Set(names).size, names.length)
  })

  await t.test('starts of one phone at all nodes at once: exactly as many SMS as allowed', async (t) => {
    for (let round = 0; round < 3; round++) {
      const phone = newPhone()
      t.same(statuses(await all(18, () => startAt(undefined, phone))), { 201: 3, phone_per_minute: 15 })
      t.equal(sentTo(phone).length, 3)
    }
  })

  await t.test(
    'the budget of a tenant, started to many numbers at all nodes: none above it, none kept back',
    async (t) => {
      const limits = { limits: { appPerDay: 20 } }
      t.equal((await ask('PUT', '/sms/apps/portal/policy', limits, 0, { tenant: 'globex', app: 'portal' })).status, 200)
      emulator.outbox.clear()
      const answers = await all(45, () => startAt(undefined, newPhone(), {}, 'globex'))
      t.same(statuses(answers), { 201: 20, app_per_day: 25 })
      t.equal(emulator.outbox.messages().length, 20)
    },
  )

  await t.test('of processes at three nodes one at a time has a lease', async (t) => {
    const instances = cluster.nodes.map(({ url }) => knex.default({ client: 'mysql2', connection: `${url}/sms` }))
    t.teardown(() => Promise.all(instances.map((it) => it.destroy())))
    for (let round = 0; round < 8; round++) {
      let [held, most, times] = [0, 0, 0]
      const work = async () => {
        times++
        most = Math.max(most, ++held)
        await new Promise((resolve) => setTimeout(resolve, 60))
        held--
      }
      const leases = instances.map((it) => createLease(createDatabase(it, false), `round ${round % 2}`, 10_000))
      await Promise.all(leases.map((it) => it.whileHeld(work)))
      t.equal(times, 1)
      t.equal(most, 1)
      await Promise.all(leases.map((it) => it.release()))
    }
  })

  await t.test('what holds settings or the turn to count holds them at every node', async (t) => {
    const instances = cluster.nodes.map(({ url }) => knex.default({ client: 'mysql2', connection: `${url}/sms` }))
    t.teardown(() => Promise.all(instances.map((it) => it.destroy())))
    const [here, there] = instances.map((it) => createDatabase(it, false)) as [Database, Database]
    const settings = createSettingsRevision({ hash: (...parts) => parts.join('-') })
    await here.transaction((tx) => settings.bump(tx, 'held'))
    await rows(1, 'set global wsrep_slave_threads = 1')
    await rows(0, 'create table host_rows (id int primary key, value varchar(200))')
    /**
     * What a transaction reads before it commits, at a node that is still busy with much that was written at another, where
     * the same has just been changed. A lock does not help there: the commit is agreed upon before the change arrives.
     */
    const readBeside = async (
      read: (statements: Statements) => Promise<unknown>,
      hold: (tx: Transaction) => Promise<unknown>,
      change: () => Promise<unknown>,
    ) => {
      await here.run('delete from host_rows')
      await there.catchUp()
      await here.run("insert into host_rows select seq, repeat('x', 180) from seq_1_to_60000")
      await change()
      let times = 0
      const last = await there.transaction(async (tx) => {
        times++
        const found = await read(tx)
        await hold(tx)
        return found
      })
      t.same(last, await read(here))
      return times
    }
    const times = [
      await readBeside(
        (statements) => settings.read(statements, 'held'),
        (tx) => settings.hold(tx, 'held'),
        () => here.transaction((tx) => settings.bump(tx, 'held')),
      ),
      await readBeside(
        async (statements) =>
          (await statements.run("select count(*) as held from sms_leases where name = 'by turn'")).rows,
        (tx) => createCountingStore(there).take(tx),
        () =>
          here.transaction(async (tx) => {
            await createCountingStore(here).take(tx)
            await tx.run("insert into sms_leases (name, holder, expires_at) values ('by turn', '', 0)")
          }),
      ),
    ]
    t.comment(`done ${times.join(' and ')} times`)
    await here.run("delete from sms_leases where name = 'by turn'")
    await rows(0, 'drop table host_rows')
    await rows(1, 'set global wsrep_slave_threads = 2')
  })

  await t.test('right checks at all nodes at once: one is approved, and redeemed once', async (t) => {
    for (let round = 0; round < 5; round++) {
      const { id, code, phone } = await begin()
      t.same(statuses(await all(18, () => checkAt(undefined, id, code))), { 200: 1, 410: 17 })
      const redeem = () => ask('POST', '/redeem', { verificationId: id, phone })
      t.same(statuses(await all(12, redeem)), { 200: 1, 422: 11 })
    }
  })

  await t.test(
    'wrong codes at all nodes at once: never more than the attempts, and a right one among them',
    async (t) => {
      const { id, wrong, code } = await begin()
      const answers = await all(24, () => checkAt(undefined, id, wrong))
      t.same(statuses(answers), { 422: 5, 410: 19 })
      t.same(answers.flatMap(({ status, body }) => (status === 422 ? [body.attemptsLeft] : [])).sort(), [0, 1, 2, 3, 4])
      t.match(await checkAt(0, id, code), { status: 410, body: { status: 'exhausted' } })
      for (let round = 0; round < 4; round++) {
        const other = await begin()
        const codes = Array(4).fill(other.wrong)
        codes.splice(round, 0, other.code)
        const seen = statuses(await Promise.all(codes.map((it) => checkAt(undefined, other.id, it))))
        t.equal(seen[200], 1, 'four wrong ones at other nodes do not keep the right one out')
      }
    },
  )

  await t.test('one idempotency key at three nodes at once: one SMS, one verification', async (t) => {
    for (let round = 0; round < 5; round++) {
      const phone = newPhone()
      const answers = await all(9, () => startAt(undefined, phone, { 'idempotency-key': `key-of-${phone}` }))
      t.same(statuses(answers), { 201: 9 })
      t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
      t.equal(sentTo(phone).length, 1)
    }
  })

  await t.test('what one node has answered is known at the next, at once', async (t) => {
    for (let round = 0; round < 30; round++) {
      const one = await begin(round % 3)
      t.equal(one.status, 201)
      const next = (round + 1) % 3
      const checked = await checkAt(next, one.id, one.code)
      t.equal(checked.status, 200, JSON.stringify(checked.body))
      const redeemed = await ask('POST', '/redeem', { verificationId: one.id, phone: one.phone }, (round + 2) % 3)
      t.equal(redeemed.status, 200, JSON.stringify(redeemed.body))
    }
    t.equal((await checkAt(0, 'V01ARZ3NDEKTSV4RRFFQ69G5FAV', '123456')).status, 404, 'what is nowhere is nowhere')
  })

  await t.test('settings changed at one node are those of a start at another that begins after', async (t) => {
    const post = async (path: string, body: unknown, at: number) => {
      const answer = await ask('POST', `/sms${path}`, body, at)
      t.equal(answer.status, 201, `${path} ${JSON.stringify(answer.body)}`)
      return answer.body as unknown as Record<string, string>
    }
    const account = await post('/accounts', { platform: 'alibaba_cloud', name: 'Own', ...DEMO }, 0)
    const signature = await post(`/accounts/${account.id}/signatures`, { name: 'Quectel' }, 1)
    const template = await post(`/accounts/${account.id}/templates`, { code: 'SMS_100000001' }, 2)
    const { ssid } = signature
    const { stid } = template
    const allow = (kind: string, id: string | undefined, appIds: string[], at: number) =>
      ask('PUT', `/sms/${kind}/${id}/apps`, { appIds }, at)
    t.equal((await allow('templates', stid, ['shop'], 0)).status, 200)
    for (let round = 0; round < 12; round++) {
      const [here, there] = [round % 3, (round + 1) % 3]
      const start = () => ask('POST', '/sms/verifications', { phone: newPhone(), purpose: 'log_in', ssid, stid }, there)
      t.equal((await allow('signatures', ssid, ['shop'], here)).status, 200)
      const allowed = await start()
      t.equal(allowed.status, 201, `allowed and not yet seen: ${JSON.stringify(allowed.body)}`)
      t.equal((await allow('signatures', ssid, [], here)).status, 200)
      t.match(await start(), { status: 422, body: { code: 'SMS_CANNOT_SEND' } })
    }
  })

  await t.test('nothing is harmed when a node is killed, cut off or stands still, under load', async (t) => {
    for (const server of servers) await server.kill()
    await walk(t, await createWorld(t, 'galera', { cluster }), faultsOn('galera'))
  })
})
t.end()
