import type { SmsMessage } from '@sms-settings/api'
import type { Hooks } from '@sms-settings/fastify'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'
import { accepted, refused, scriptedGeneral, scriptedPlatform, unknown } from '../scripted-platform.ts'

const shop = { app: 'shop' }
let phones = 0
const newPhone = () => `+86137${String(20_000_000 + phones++).padStart(8, '0')}`

/** A host whose App `shop` may send from accounts first, second and third (the newest is first) and the general one. */
const setUp = async (t: Test, database: TestDatabase, { hooks = {} }: { hooks?: Hooks } = {}) => {
  const script = scriptedPlatform()
  const clock = { offset: 0 }
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: 'unused',
    settings: {
      platforms: [script.platform],
      general: scriptedGeneral,
      hooks,
      now: () => Date.now() + clock.offset,
      // So many codes that nobody types look like an attack.
      verification: { guard: false, limits: { prefixPerHour: 100_000, countryPerHour: 100_000, ipPerHour: 100_000 } },
    },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const ids: Record<string, { accountId: string; ssid: string; stid: string }> = {}
  const known = (await call('GET', '/accounts?limit=100')).body.items as { id: string }[]
  for (const { id } of known) await call('DELETE', `/accounts/${id}`)
  for (const name of ['third', 'second', 'first']) {
    const key = { platform: 'scripted', name, accessKeyId: name, accessKeySecret: `secret-of-${name}` }
    const accountId = String((await call('POST', '/accounts', key)).body.id)
    const ssid = String((await call('POST', `/accounts/${accountId}/signatures`, { name })).body.ssid)
    const template = { code: `${name}-log-in`, purpose: 'log_in' }
    const stid = String((await call('POST', `/accounts/${accountId}/templates`, template)).body.stid)
    for (const path of [`/signatures/${ssid}/apps`, `/templates/${stid}/apps`])
      await call('PUT', path, { appIds: ['shop'] })
    ids[name] = { accountId, ssid, stid }
  }
  const start = (phone: string, more: object = {}) =>
    call('POST', '/verifications', { phone, purpose: 'log_in', ...more }, shop)
  const messagesOf = async (phone: string) =>
    ((await call('GET', `/messages?phone=${encodeURIComponent(phone)}`)).body.items as SmsMessage[]).toReversed()
  const tried = () => script.sends.map(({ account }) => account)
  return { app, call, script, clock, ids, start, messagesOf, tried }
}
type Ids = { accountId: string; ssid: string; stid: string }

await onEachDatabase(t, async (t, database) => {
  await t.test(
    'what surely was not sent goes out of the next account: one code, one start, two messages',
    async (t) => {
      const { call, script, ids, start, messagesOf, tried } = await setUp(t, database)
      script.answer('first', () => refused('account'))
      const phone = newPhone()
      const answer = await start(phone)
      t.match(answer, { status: 201, body: { status: 'pending' } }, answer.text)
      t.same(tried(), ['first', 'second'])
      t.match(await messagesOf(phone), [
        { status: 'failed', accountId: ids.first?.accountId, problem: { code: 'test.account', turn: 'tenant' } },
        { status: 'accepted', accountId: ids.second?.accountId, ssid: ids.second?.ssid, stid: ids.second?.stid },
      ])
      const [one, two] = script.sends.map(({ message }) => message)
      t.same(one?.variables, two?.variables, 'the same code')
      t.not(one?.messageId, two?.messageId)
      t.match(two, { signatureName: 'second', templateCode: 'second-log-in', phone })
      t.match(await start(phone), { status: 429 }, 'the start counts once')
      const check = () => call('POST', `/verifications/${answer.body.id}/check`, { code: two?.variables.code }, shop)
      t.match(await check(), { status: 200 })
    },
  )

  await t.test('after some problems another account may do better; after others nobody is asked again', async (t) => {
    const { script, start, messagesOf, tried, call, ids } = await setUp(t, database)
    for (const kind of ['account', 'permission', 'throttled', 'settings', 'not_found', 'credentials'] as const) {
      script.reset()
      script.answer('first', () => refused(kind))
      t.match(await start(newPhone()), { status: 201 }, kind)
      t.same(tried(), ['first', 'second'], kind)
      // Marked or rejected by now: an answer and a check bring it back.
      script.reset()
      await call('POST', `/accounts/${ids.first?.accountId}/check`)
      await start(newPhone(), { ssid: ids.first?.ssid, stid: ids.first?.stid })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    for (const [what, answer, status, code] of [
      ['a limit', () => refused('limited'), 429, 'SMS_PLATFORM_LIMITED'],
      ['the number', () => refused('phone'), 422, 'SMS_PHONE_REFUSED'],
      ['our own mistake', () => refused('bug'), 502, 'SMS_PLATFORM_REFUSED'],
      ['an unknown outcome', unknown, 504, 'SMS_PLATFORM_TIMEOUT'],
    ] as const) {
      script.reset()
      script.answer('first', answer)
      const phone = newPhone()
      t.match(await start(phone), { status, body: { code } }, what)
      t.same(tried(), ['first'], what)
      t.equal((await messagesOf(phone)).length, 1, what)
    }
  })

  await t.test('what was named is what is sent with; a default only says what goes first', async (t) => {
    const { call, script, ids, start, tried } = await setUp(t, database)
    script.answer('second', () => refused('settings'))
    const { ssid, stid } = ids.second as Ids
    for (const named of [{ ssid, stid }, { ssid }, { stid }]) {
      script.reset()
      script.answer('second', () => refused('settings'))
      t.match(await start(newPhone(), named), { status: 502 })
      t.same(tried(), ['second'])
    }
    await call('PUT', '/apps/shop/defaults', { defaults: [{ purpose: 'log_in', region: 'domestic', ssid, stid }] })
    script.reset()
    script.answer('second', () => refused('settings'))
    t.match(await start(newPhone()), { status: 201 })
    t.same(tried(), ['second', 'first'])
  })

  await t.test(
    'three accounts are tried at most; when all refuse, the first word counts and the allowance is back, once',
    async (t) => {
      const { call, script, start, messagesOf, tried } = await setUp(t, database)
      script.answer('first', () => refused('settings'))
      script.answer('second', () => refused('throttled'))
      script.answer('third', () => refused('not_found'))
      const phone = newPhone()
      const answer = await start(phone)
      t.match(answer, { status: 502, body: { code: 'SMS_PLATFORM_REFUSED', platform: { code: 'test.settings' } } })
      t.same(tried(), ['first', 'second', 'third'])
      const messages = await messagesOf(phone)
      t.match(
        messages.map(({ status }) => status),
        ['failed', 'failed', 'failed'],
      )
      t.match(await call('GET', `/verifications/${messages[0]?.verificationId}`, undefined, shop), {
        body: { status: 'failed' },
      })
      script.reset()
      t.match(await start(phone), { status: 201 }, 'given back')
      t.match(await start(phone), { status: 429 }, 'and only once')
    },
  )

  await t.test('the general entries come last; what concerns the number is told, whoever said it', async (t) => {
    const { call, script, ids, start, tried } = await setUp(t, database)
    for (const name of ['second', 'third']) await call('POST', `/accounts/${ids[name]?.accountId}/pause`)
    script.answer('first', () => refused('account'))
    t.match(await start(newPhone()), { status: 201 })
    t.same(tried(), ['first', 'general'])
    // Marked since: it comes after the general entries now.
    await new Promise((resolve) => setTimeout(resolve, 200))
    script.answer('general', () => refused('throttled'))
    script.answer('first', () => refused('phone'))
    t.match(await start(newPhone()), { status: 422, body: { code: 'SMS_PHONE_REFUSED' } })
    t.same(tried(), ['first', 'general', 'general', 'first'])
  })

  await t.test('a resend goes the same way', async (t) => {
    const { call, script, clock, start, tried } = await setUp(t, database)
    const phone = newPhone()
    const { id } = (await start(phone)).body
    clock.offset += 61_000
    script.answer('first', () => refused('account'))
    t.match(await call('POST', `/verifications/${id}/resend`, undefined, shop), { status: 200 })
    t.same(tried(), ['first', 'first', 'second'])
    const code = script.sends.at(-1)?.message.variables.code
    t.match(await call('POST', `/verifications/${id}/check`, { code }, shop), { status: 200 })
  })

  await t.test('the next is written down before it is asked, with the refusal of the last', async (t) => {
    const { script, start, messagesOf } = await setUp(t, database)
    const phone = newPhone()
    const seen: string[][] = []
    const look = async () => {
      seen.push((await messagesOf(phone)).map(({ status }) => status))
      return refused('account')
    }
    for (const name of ['first', 'second']) script.answer(name, look)
    t.match(await start(phone), { status: 201 })
    t.same(seen, [['queued'], ['failed', 'queued']])
  })

  await t.test('an account paused, a signature taken away meanwhile: nothing is sent from it any more', async (t) => {
    const { call, script, ids, start, tried } = await setUp(t, database)
    script.answer('first', async () => {
      await call('POST', `/accounts/${ids.second?.accountId}/pause`)
      await call('PUT', `/signatures/${ids.third?.ssid}/apps`, { appIds: [] })
      return refused('account')
    })
    t.match(await start(newPhone()), { status: 201 })
    t.same(tried(), ['first', 'general'])
  })

  await t.test('an account that there is no way to: the next one', async (t) => {
    const { call, script, ids, start, tried, messagesOf } = await setUp(t, database)
    const { connect } = script.platform
    const phone = newPhone()
    script.platform.connect = (credentials) => {
      if (credentials.accessKeyId === 'first') throw Object.assign(new Error('no'), { code: 'TEST_NO_WAY' })
      return connect(credentials)
    }
    // Its connection is made anew with the new key.
    await call('PUT', `/accounts/${ids.first?.accountId}/credentials?verify=false`, {
      accessKeyId: 'first',
      accessKeySecret: 'another-secret',
    })
    t.match(await start(phone), { status: 201 })
    t.same(tried(), ['second'])
    t.match(await messagesOf(phone), [{ status: 'failed', problem: { code: 'TEST_NO_WAY' } }, { status: 'accepted' }])
  })

  await t.test('a refusal that comes after all, when nobody waits any more, has nothing sent', async (t) => {
    const { call, script, start, messagesOf, tried } = await setUp(t, database)
    let end = (_: ReturnType<typeof refused>) => {}
    script.answer('first', (_, onLate) => {
      end = onLate
      return unknown()
    })
    const phone = newPhone()
    const { body } = await start(phone)
    end(refused('account'))
    const state = async () => (await call('GET', `/verifications/${body.verificationId}`, undefined, shop)).body.status
    for (let i = 0; i < 100 && (await state()) !== 'failed'; i++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    t.equal(await state(), 'failed')
    t.same(tried(), ['first'])
    t.equal((await messagesOf(phone)).length, 1)
  })

  await t.test('whatever each account answers: once it may have been sent, nobody else is asked', async (t) => {
    const { call, script, ids, start } = await setUp(t, database)
    const kinds = [
      'account',
      'permission',
      'throttled',
      'unreachable',
      'settings',
      'not_found',
      'limited',
      'phone',
      'bug',
    ] as const
    const FURTHER = new Set<string>(['account', 'permission', 'throttled', 'unreachable', 'settings', 'not_found'])
    const answer = fc.oneof(
      { weight: 2, arbitrary: fc.constant('accepted' as const) },
      { weight: 2, arbitrary: fc.constantFrom('unknown' as const, 'throws' as const, 'late' as const) },
      { weight: 5, arbitrary: fc.constantFrom(...kinds) },
    )
    const names = ['first', 'second', 'third', 'general']
    let runs = 0
    let told = 0
    await fc.assert(
      fc.asyncProperty(fc.tuple(answer, answer, answer, answer), async (answers) => {
        script.reset()
        const said = new Map(names.map((name, at) => [name, answers[at]]))
        for (const name of names)
          script.answer(name, async (_, onLate) => {
            const how = said.get(name)
            if (how === 'throws') throw new Error('an adapter that breaks its word')
            if (how === 'late') setTimeout(() => onLate(refused('account')), 5)
            if (how === 'unknown' || how === 'late') return unknown()
            return how === 'accepted' || how === undefined ? accepted() : refused(how)
          })
        const phone = newPhone()
        const { status } = await start(phone)
        const asked = script.sends.map(({ account }) => account)
        const ends = asked.map((name) => said.get(name) as string)
        const last = ends.at(-1)
        const mayBeSent = (end: string | undefined) => ['accepted', 'unknown', 'throws', 'late'].includes(end ?? '')
        if (asked.length > 3 || new Set(asked).size < asked.length) return false
        if (!ends.slice(0, -1).every((end) => FURTHER.has(end))) return false
        if (new Set(script.sends.map(({ message }) => message.variables.code)).size > 1) return false
        if ((status === 201) !== (last === 'accepted')) return false
        // All circuits are open for a while.
        if (asked.length === 0) return status === 503
        told += 1
        // What was given back can be had again, what may have been sent not.
        if (last !== 'late') {
          for (const name of names) said.set(name, 'accepted')
          if (((await start(phone)).status === 201) === mayBeSent(last)) return false
        }
        // What this run has told of the accounts is not to be known in the next.
        if (++runs % 5 === 0)
          for (const { accountId, ssid, stid } of Object.values(ids)) {
            await call('POST', `/accounts/${accountId}/check`)
            await start(newPhone(), { ssid, stid })
          }
        return true
      }),
      { numRuns: 60, endOnFailure: true },
    )
    t.ok(told > 30, `${told} of 60 runs were about something`)
  })

  if (database.name === 'sqlite')
    await t.test(
      'all tries together take 8 seconds at most: what has no time is not begun, what takes longer is unknown',
      async (t) => {
        const { call, script, start, messagesOf, tried } = await setUp(t, database)
        const [slow, hanging] = [newPhone(), newPhone()]
        let answerAfterAll = (_: ReturnType<typeof accepted>) => {}
        script.answer('first', async ({ phone }) => {
          if (phone === slow) await new Promise((resolve) => setTimeout(resolve, 7200))
          return refused('settings')
        })
        script.answer(
          'second',
          () =>
            new Promise((resolve) => {
              answerAfterAll = resolve
            }),
        )
        const began = performance.now()
        const [refusedLate, unknownYet] = await Promise.all([start(slow), start(hanging)])
        t.ok(performance.now() - began < 9000, `${Math.round(performance.now() - began)} ms`)
        t.match(refusedLate, { status: 502, body: { code: 'SMS_PLATFORM_REFUSED' } })
        t.match(unknownYet, { status: 504, body: { code: 'SMS_PLATFORM_TIMEOUT' } })
        t.same(tried().sort(), ['first', 'first', 'second'])
        t.match(await messagesOf(hanging), [{ status: 'failed' }, { status: 'queued' }])
        answerAfterAll(accepted())
        const states = async () => (await messagesOf(hanging)).map(({ status }) => status)
        for (let i = 0; i < 100 && (await states())[1] !== 'accepted'; i++)
          await new Promise((resolve) => setTimeout(resolve, 20))
        t.same(await states(), ['failed', 'accepted'], 'what comes after all is kept')
        const code = script.sends.find(({ account }) => account === 'second')?.message.variables.code
        const id = (await messagesOf(hanging))[1]?.verificationId
        t.match(await call('POST', `/verifications/${id}/check`, { code }, shop), { status: 200 })
      },
    )
})

t.end()
