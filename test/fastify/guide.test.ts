import { createClient } from '@sms-settings/api/client'
import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../support/databases.ts'
import { createTestHost, DEMO } from '../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

await onEachDatabase(t, async (t, database) => {
  emulator.outbox.clear()
  const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
  t.teardown(() => app.close())
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const as = (headers: Record<string, string>) =>
    createClient({
      baseUrl: `${url}/sms`,
      fetch: (to, init) => fetch(to, { ...init, headers: { ...(init.headers as object), ...headers } }),
    })
  const console = as({ 'x-tenant': 'acme' })
  const shop = as({ 'x-tenant': 'acme', 'x-app': 'shop' })

  await t.test('the general signature and templates are the guide’s two tables', async (t) => {
    const { signatures, templates } = await console.getGeneral()
    t.match(signatures, [
      {
        ssid: 'C1',
        platform: 'alibaba_cloud',
        name: 'Quectel',
        regions: ['domestic', 'international'],
        available: true,
      },
    ])
    t.same(
      templates.map(({ stid, region, name, purpose, available }) => [stid, region, name, purpose, available]),
      [
        ['C1', 'domestic', 'Reset The Password', 'reset_password', true],
        ['C2', 'domestic', 'Log in', 'log_in', true],
        ['C3', 'domestic', 'Sign up', 'sign_up', true],
        ['C4', 'international', 'Registration Verification Code', 'sign_up', true],
        ['C5', 'international', 'Login Verification Code', 'log_in', true],
        ['C6', 'international', 'Password Reset Verification Code', 'reset_password', true],
      ],
    )
    t.equal(
      templates[4]?.content,
      'Your verification code is: ${code}. The code is valid within 5 minutes. Do not share it with anyone!',
    )
  })

  const [platform] = (await console.listPlatforms()).items
  const account = await console.createAccount({
    body: { platform: platform?.id as string, name: 'Acme SMS', ...DEMO, note: 'main' },
  })

  await t.test('an account is added when the platform takes its key, and edited', async (t) => {
    t.match(account, {
      platform: 'alibaba_cloud',
      name: 'Acme SMS',
      note: 'main',
      status: 'active',
      health: { status: 'ok' },
      signatureCount: 0,
    })
    t.notMatch(JSON.stringify(account), DEMO.accessKeySecret)
    const rejected = {
      platform: 'alibaba_cloud',
      name: 'Wrong',
      accessKeyId: 'LTAI5tNobody',
      accessKeySecret: 'WrongSecret00001',
    }
    await t.rejects(console.createAccount({ body: rejected }), { code: 'SMS_CREDENTIALS_REJECTED', statusCode: 422 })
    t.equal((await console.listAccounts()).items.length, 1, 'a refused key stores nothing')
    t.match(await console.updateAccount({ params: { accountId: account.id }, body: { name: 'Acme', note: null } }), {
      name: 'Acme',
      note: null,
    })
    t.match(await console.checkAccount({ params: { accountId: account.id } }), {
      status: 'ok',
      missingPermissions: [],
      policy: null,
    })
  })

  const inAccount = { params: { accountId: account.id } }
  const signature = await console.createSignature({ ...inAccount, body: { name: 'Quectel' } })

  await t.test('only approved signatures and templates are added, once', async (t) => {
    t.match(signature, { name: 'Quectel', status: 'approved', accountId: account.id })
    await t.rejects(console.createSignature({ ...inAccount, body: { name: 'Quectel' } }), {
      code: 'SMS_SIGNATURE_EXISTS',
      statusCode: 409,
    })
    await t.rejects(console.createSignature({ ...inAccount, body: { name: 'Nobody knows it' } }), {
      code: 'SMS_SIGNATURE_NOT_FOUND',
      statusCode: 404,
    })
    await t.rejects(console.queryTemplate({ ...inAccount, body: { code: 'SMS_404' } }), {
      code: 'SMS_TEMPLATE_NOT_FOUND',
      statusCode: 404,
    })
  })

  const content = await console.queryTemplate({ ...inAccount, body: { code: 'SMS_100000002' } })
  const template = await console.createTemplate({
    ...inAccount,
    body: { code: 'SMS_100000002', purpose: content.suggestedPurpose },
  })

  await t.test('“Query SMS Content” shows what is then added', async (t) => {
    t.match(content, {
      code: 'SMS_100000002',
      name: 'Log in',
      type: 'verification',
      region: 'domestic',
      status: 'approved',
      variables: ['code'],
      suggestedPurpose: 'log_in',
      warnings: [],
    })
    t.match(template, { content: content.content, purpose: 'log_in' })
    await t.rejects(console.createTemplate({ ...inAccount, body: { code: 'SMS_100000002' } }), {
      code: 'SMS_TEMPLATE_EXISTS',
    })
  })

  await t.test('“Authorize App”: what is authorised is used, and what is not is refused by name', async (t) => {
    const start = (phone: string, more = {}) => shop.startVerification({ body: { phone, purpose: 'log_in', ...more } })
    const named = { ssid: signature.ssid, stid: template.stid }
    await t.rejects(start('+8613900000001', named), {
      code: 'SMS_CANNOT_SEND',
      body: { reason: 'signature_not_authorised' },
    })
    await t.rejects(
      console.putSignatureApps({ params: { ssid: signature.ssid }, body: { appIds: ['shop', 'portal'] } }),
      { code: 'SMS_APP_UNKNOWN', message: /portal/ },
    )
    t.same(await console.putSignatureApps({ params: { ssid: signature.ssid }, body: { appIds: ['shop', 'bank'] } }), {
      appIds: ['bank', 'shop'],
    })
    await t.rejects(start('+8613900000001', named), {
      code: 'SMS_CANNOT_SEND',
      body: { reason: 'template_not_authorised' },
    })
    await console.putTemplateApps({ params: { stid: template.stid }, body: { appIds: ['shop'] } })
    await t.rejects(start('+8613900000001', { ssid: 'C1', stid: template.stid }), {
      body: { reason: 'different_accounts' },
      message: /different SMS accounts/,
    })
    await t.rejects(start('+447400123456', named), { code: 'SMS_CANNOT_SEND', body: { reason: 'region_mismatch' } })
    await start('+8613900000001')
    const [message] = (await console.listMessages()).items
    t.match(message, {
      status: 'accepted',
      ssid: signature.ssid,
      stid: template.stid,
      accountId: account.id,
      appId: 'shop',
      purpose: 'log_in',
      phone: '+86 139****0001',
    })
  })

  await t.test(
    'an App’s settings tell for every purpose and region whether a code can be sent, with what',
    async (t) => {
      const settings = await console.getAppSettings({ params: { appId: 'shop' } })
      const ready = (purpose: string, region: string) =>
        settings.readiness.find((it) => it.purpose === purpose && it.region === region)
      t.match(ready('log_in', 'domestic'), { ready: true, source: 'authorised', stid: template.stid })
      t.match(ready('sign_up', 'domestic'), { ready: true, source: 'general', ssid: 'C1', stid: 'C3' })
      t.match(ready('log_in', 'international'), { ready: true, source: 'general', stid: 'C5' })
      t.same(
        settings.signatures.map((it) => it.ssid),
        [signature.ssid, 'C1'],
      )
      const withDefault = await console.putAppDefaults({
        params: { appId: 'shop' },
        body: { defaults: [{ purpose: 'log_in', region: 'domestic', ssid: 'C1', stid: 'C2' }] },
      })
      t.match(
        withDefault.readiness.find((it) => it.purpose === 'log_in'),
        { source: 'default', stid: 'C2' },
      )
      await t.rejects(
        console.putAppDefaults({
          params: { appId: 'shop' },
          body: { defaults: [{ purpose: 'log_in', region: 'domestic', ssid: 'C1', stid: 'C5' }] },
        }),
        {
          code: 'SMS_CANNOT_SEND',
          body: { reason: 'region_mismatch', field: 'body.defaults.0' },
        },
      )
      await console.putAppDefaults({ params: { appId: 'shop' }, body: { defaults: [] } })
      t.match(await console.getAccountImpact(inAccount), {
        apps: [{ appId: 'shop', affected: [{ purpose: 'log_in', region: 'domestic', becomes: 'other' }] }],
      })
    },
  )

  await t.test('many at once, and the settings as a document', async (t) => {
    const importable = await console.listImportable(inAccount)
    const open = importable.templates.filter((it) => !it.added).slice(0, 5)
    const result = await console.importFromPlatform({
      ...inAccount,
      body: {
        templates: [
          ...open.map(({ template: { code } }) => ({ code })),
          { code: 'SMS_100000002' },
          { code: 'SMS_404' },
        ],
        appIds: ['bank'],
      },
    })
    t.equal(result.templates.length, 5)
    t.same(
      result.refused.map((it) => it.code),
      ['SMS_TEMPLATE_EXISTS', 'SMS_TEMPLATE_NOT_FOUND'],
    )
    const document = await console.exportSettings()
    t.notMatch(JSON.stringify(document), DEMO.accessKeySecret)
    const plan = await console.importSettings({ query: { dryRun: true }, body: document })
    t.ok(
      plan.steps.every((step) => step.action === 'keep'),
      JSON.stringify(plan.steps.find((step) => step.action !== 'keep')),
    )
    await console.deleteSignature({ params: { ssid: signature.ssid } })
    t.match(
      (await console.importSettings({ query: { dryRun: true }, body: document })).steps.filter(
        (it) => it.action !== 'keep',
      ),
      [{ action: 'create', kind: 'signature', name: 'Quectel' }],
    )
    t.match(await console.importSettings({ body: document }), { applied: true })
    t.ok(
      (await console.listSignatures(inAccount)).items.some((it) => it.name === 'Quectel'),
      'what was missing is back',
    )
  })

  await t.test('a test from the console', async (t) => {
    t.match(
      await console.sendTestMessage({
        body: { phone: '+8613900000077', ssid: 'C1', stid: 'C1', variables: { code: '135790' } },
      }),
      { status: 'accepted', appId: null, templateCode: null },
    )
    t.match((await emulator.outbox.waitFor('+8613900000077')).text, /135790/)
    await t.rejects(
      console.sendTestMessage({ body: { phone: '+8613900000078', ssid: 'C1', stid: 'C1', variables: {} } }),
      { code: 'SMS_CANNOT_SEND', body: { reason: 'variables_not_filled' } },
    )
  })

  await t.test('start, read the SMS, check, redeem; then the account is paused, resumed, deleted', async (t) => {
    await console.pauseAccount(inAccount)
    const own = (await console.listSignatures(inAccount)).items.find((it) => it.name === 'Quectel')
    const named = { ssid: own?.ssid as string, stid: template.stid }
    await t.rejects(shop.startVerification({ body: { phone: '+8613900000002', purpose: 'log_in', ...named } }), {
      code: 'SMS_CANNOT_SEND',
      body: { reason: 'account_paused' },
    })
    await console.resumeAccount(inAccount)
    const { id } = await shop.startVerification({ body: { phone: '+8613900000002', purpose: 'log_in', ...named } })
    const { params } = await emulator.outbox.waitFor('+8613900000002')
    t.same(await shop.checkVerification({ params: { id }, body: { code: params.code as string } }), {
      id,
      status: 'approved',
    })
    await app.sms.verifications.redeem({
      tenantId: 'acme',
      appId: 'shop',
      verificationId: id,
      phone: '+8613900000002',
      purpose: 'log_in',
    })

    await console.deleteAccount(inAccount)
    await t.rejects(shop.startVerification({ body: { phone: '+8613900000003', purpose: 'log_in', ...named } }), {
      code: 'SMS_CANNOT_SEND',
      body: { reason: 'signature_unknown' },
    })
    await shop.startVerification({ body: { phone: '+8613900000003', purpose: 'log_in' } })
    t.match(
      (await console.listMessages({ query: { phone: '+8613900000003' } })).items,
      [{ stid: 'C2' }],
      'the general ones take over',
    )
    t.match(
      (await console.listMessages({ query: { accountId: account.id } })).items[0],
      { accountName: 'Acme' },
      'the log keeps its history',
    )
    const actions = (await console.listAuditLog({ query: { limit: 100 } })).items.map((it) => it.action)
    for (const action of [
      'account.create',
      'account.update',
      'signature.create',
      'template.create',
      'signature.authorise',
      'app.defaults',
      'message.test',
      'account.pause',
      'account.delete',
    ])
      t.ok(actions.includes(action), action)
  })
})

t.end()
