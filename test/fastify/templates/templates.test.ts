import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { type Answer, caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const globex = { tenant: 'globex' }

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const account = (await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', ...DEMO })).body
  const list = `/accounts/${account.id}/templates`
  const add = (code: string, more: object = {}) => call('POST', list, { code, ...more })
  const query = (code: string, who = {}) => call('POST', `${list}/query`, { code }, who)
  const codesOf = ({ body }: Answer) => (body.warnings as { code: string }[]).map((it) => it.code)
  const logIn = await add('SMS_100000002')
  const { stid } = logIn.body

  await t.test('“Query SMS Content” stores nothing, and says what will be troublesome', async (t) => {
    emulator.state.addTemplate({
      code: 'SMS_900000001',
      name: '登录验证码',
      content: '您的登录验证码为${code}，${minutes}到期，10分钟内有效。',
      attributes: {},
    })
    const answer = await query('SMS_900000001')
    t.match(answer, {
      status: 200,
      body: {
        code: 'SMS_900000001',
        type: 'verification',
        region: 'domestic',
        status: 'approved',
        variables: ['code', 'minutes'],
        suggestedPurpose: 'log_in',
      },
    })
    t.same(codesOf(answer), ['more_variables', 'lifetime_differs'])
    t.match(await query('SMS_100000005'), {
      body: { region: 'international', suggestedPurpose: 'log_in', warnings: [] },
    })
    t.match(await query('SMS_200000003'), { body: { type: 'promotion', suggestedPurpose: null, warnings: [] } })
    t.match(await query('SMS_404'), { status: 404, body: { code: 'SMS_TEMPLATE_NOT_FOUND', field: 'body.code' } })
    t.match(await query('SMS_100000005', globex), { status: 404, body: { code: 'SMS_ACCOUNT_NOT_FOUND' } })
    t.same(
      ((await call('GET', list)).body.items as { code: string }[]).map((it) => it.code),
      ['SMS_100000002'],
    )
  })

  await t.test(
    'only approved ones are added, each once; the purpose is what the text says unless it is given',
    async (t) => {
      t.match(logIn, { status: 201, body: { purpose: 'log_in', warnings: [], variables: ['code'], appCount: 0 } })
      emulator.state.addTemplate({
        code: 'SMS_900000002',
        name: 'R',
        content: '${code}',
        status: 'rejected',
        rejection: 'Typo.',
      })
      emulator.state.addTemplate({ code: 'SMS_900000003', name: 'W', content: '${code}', status: 'in_review' })
      for (const [code, message] of [
        ['SMS_900000002', /Typo\./],
        ['SMS_900000003', /in review/],
      ] as const)
        t.match(await add(code), {
          status: 422,
          body: { code: 'SMS_TEMPLATE_NOT_APPROVED', field: 'body.code', message },
        })
      t.match(await add('SMS_100000002'), { status: 409, body: { code: 'SMS_TEMPLATE_EXISTS' } })
      t.match(await add('SMS_100000003', { purpose: 'no_such' }), { status: 400, body: { field: 'body.purpose' } })
      t.match(await add('SMS_100000003', { purpose: null }), { status: 201, body: { purpose: null } })
      const odd = await add('SMS_100000001', { purpose: 'sign_up', note: 'odd' })
      t.match(odd, { status: 201, body: { purpose: 'sign_up', note: 'odd' } })
      t.same(codesOf(odd), ['purpose_differs'])
      emulator.state.addTemplate({ code: 'SMS_900000004', name: 'Twenty', content: '${code}' })
      const answers = await Promise.all(Array.from({ length: 20 }, () => add('SMS_900000004')))
      t.same(answers.map((it) => it.status).sort(), [201, ...Array(19).fill(409)])
    },
  )

  await t.test('purpose and note are edited apart from each other, also at once', async (t) => {
    await Promise.all([
      call('PATCH', `/templates/${stid}`, { purpose: 'sign_up' }),
      call('PATCH', `/templates/${stid}`, { note: 'noted' }),
    ])
    t.match((await call('GET', `/templates/${stid}`)).body, { purpose: 'sign_up', note: 'noted' })
    t.match(await call('PATCH', `/templates/${stid}`, { purpose: 'no_such' }), { status: 400 })
    t.match(await call('PATCH', `/templates/${stid}`, {}), { status: 400 })
    t.match(await call('PATCH', `/templates/${stid}`, { purpose: 'log_in', note: null }), {
      body: { purpose: 'log_in', note: null },
    })
  })

  await t.test(
    'a refresh brings a new text with its variables; a text that cannot be filled is not sent with',
    async (t) => {
      const signature = (await call('POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' })).body
      for (const url of [`/signatures/${signature.ssid}/apps`, `/templates/${stid}/apps`])
        await call('PUT', url, { appIds: ['shop'] })
      const log = async () => (await call('GET', `/audit-log?targetId=${stid}`)).body.items as { action: string }[]
      const { length } = await log()
      t.match(await call('POST', `/templates/${stid}/refresh`), {
        status: 200,
        body: { purpose: 'log_in', appCount: 1 },
      })
      t.equal((await log()).length, length, 'nothing changed, nothing is written down')
      for (const name of ['brand', '验证码', 'x-y', '']) {
        emulator.state.updateTemplate('SMS_100000002', { content: `\${code} for \${${name}}` })
        t.match(await call('POST', `/templates/${stid}/refresh`), { body: { variables: ['code', name] } })
        t.match(
          await call('POST', '/verifications', { phone: '+8613900000001', purpose: 'log_in', stid }, { app: 'shop' }),
          { status: 422, body: { code: 'SMS_CANNOT_SEND', reason: 'variables_not_filled' } },
          `\${${name}} is filled by nobody`,
        )
      }
      t.match((await log())[0], { action: 'template.refresh', after: { content: '${code} for ${}' } })
      emulator.state.deleteTemplate('SMS_100000002')
      t.match(await call('POST', `/templates/${stid}/refresh`), {
        body: { status: 'missing', content: '${code} for ${}' },
      })
    },
  )

  await t.test('the general templates are read like any other, and changed by nobody', async (t) => {
    t.match(await call('GET', '/templates/C5'), {
      status: 200,
      body: { stid: 'C5', accountId: null, code: null, region: 'international', purpose: 'log_in', status: 'approved' },
    })
    for (const [method, url, body] of [
      ['PATCH', '/templates/C6', { note: 'mine' }],
      ['DELETE', '/templates/C1', undefined],
      ['POST', '/templates/C2/refresh', undefined],
      ['PUT', '/templates/C3/apps', { appIds: ['shop'] }],
    ] as const)
      t.match(
        await call(method, url, body),
        { status: 409, body: { code: 'SMS_GENERAL_READ_ONLY' } },
        `${method} ${url}`,
      )
    t.equal((await call('GET', '/templates/C7')).status, 404)
  })

  await t.test('lists are narrowed by purpose, region and text, page by page', async (t) => {
    for (let i = 0; i < 55; i++)
      emulator.state.addTemplate({
        code: `SMS_91${String(i).padStart(7, '0')}`,
        name: i % 2 ? `注册 ${i}` : `Log in ${i}`,
        content: `\${code} 50% of _all_ ${i}`,
        ...(i % 5 === 0 ? { type: 3 as const, intlType: 2 as const } : {}),
      })
    const codes = Array.from({ length: 55 }, (_, i) => `SMS_91${String(i).padStart(7, '0')}`)
    t.match(
      (await call('POST', `/accounts/${account.id}/import`, { templates: codes.map((code) => ({ code })) })).body,
      { refused: [] },
    )
    const all = async (filter: string) => {
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body } = await call('GET', `${list}?${filter}${cursor && `&cursor=${cursor}`}`)
        seen.push(...(body.items as { code: string }[]).map((it) => it.code))
        cursor = body.nextCursor as string | null
      }
      return seen.sort()
    }
    const where = (keep: (i: number) => boolean) => codes.filter((_, i) => keep(i))
    t.same(await all('q=SMS_91&limit=10'), codes)
    t.same(await all(`q=${encodeURIComponent('50% of _all_')}`), codes)
    t.same(await all('q=50_'), [])
    t.same(
      await all('q=SMS_91&purpose=sign_up'),
      where((i) => i % 2 === 1),
    )
    t.same(
      await all(`q=${encodeURIComponent('注册')}&region=international`),
      where((i) => i % 2 === 1 && i % 5 === 0),
    )
    const long = '📨'.repeat(64)
    for (const code of ['SMS_930000001', 'SMS_930000002']) {
      emulator.state.addTemplate({ code, name: '重置密码', content: `\${code} ${long}`, type: 3, intlType: 2 })
      t.equal((await add(code)).status, 201)
    }
    t.equal(
      (await all(`q=${encodeURIComponent(long)}&purpose=reset_password&region=international&limit=1`)).length,
      2,
      'what is given out as a cursor is taken back, however long the search',
    )
    t.match(await call('GET', `${list}?region=moon`), { status: 400, body: { field: 'querystring.region' } })
    const { nextCursor } = (await call('GET', `${list}?limit=1&purpose=sign_up`)).body
    t.match(await call('GET', `${list}?limit=1&cursor=${nextCursor}`), {
      status: 400,
      body: { code: 'SMS_INVALID_CURSOR' },
    })
  })

  await t.test('a removed one takes its defaults along', async (t) => {
    emulator.state.addTemplate({ code: 'SMS_920000001', name: 'Sign up', content: 'Sign up: ${code}' })
    const own = (await add('SMS_920000001')).body
    const ssid = ((await call('GET', `/accounts/${account.id}/signatures`)).body.items as { ssid: string }[])[0]?.ssid
    await call('PUT', `/templates/${own.stid}/apps`, { appIds: ['shop'] })
    const wanted = { purpose: 'sign_up', region: 'domestic', ssid, stid: own.stid }
    t.match(await call('PUT', '/apps/shop/defaults', { defaults: [wanted] }), {
      status: 200,
      body: { defaults: [wanted] },
    })
    t.match(await call('DELETE', `/templates/${own.stid}`, undefined, globex), { status: 404 })
    t.equal((await call('DELETE', `/templates/${own.stid}`)).status, 204)
    t.match((await call('GET', '/apps/shop/settings')).body, {
      defaults: [],
      readiness: [{ purpose: 'sign_up', source: 'general', stid: 'C3' }],
    })
    t.equal((await call('GET', `/templates/${own.stid}`)).status, 404)
  })
})

t.end()
