import { readFileSync } from 'node:fs'
import t from 'tap'
import { startProcess } from '../../support/processes.ts'

const folder = new URL('../../../examples/existing-fastify/', import.meta.url)
const KEY = { accessKeyId: 'LTAI5tEmulatorDemo00001', accessKeySecret: 'EmulatorDemoSecret000000000001' }
const PHONE = '+8613900001234'

type Body = Record<string, unknown> & { items?: Record<string, unknown>[]; problem?: unknown }

await t.test('an app that was there already sends codes, and is otherwise what it was', async (t) => {
  const host = await startProcess(t, new URL('start.js', folder), { env: { PORT: '0' }, ready: /The shops +(http\S+)/ })
  const phones = /Phones +(http\S+)/.exec(host.output())?.[1]
  const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${host.url}${path}`, {
      method,
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Body }
  }
  const signIn = async (email: string, password: string) => {
    const { body } = await ask('POST', '/sign-in', { email, password })
    return { authorization: `Bearer ${body.token}` }
  }
  const olga = await signIn('olga@north.example', 'olga-of-north')
  const carl = await signIn('carl@north.example', 'carl-of-north')
  const tea = { 'x-shop': 'tea' }

  await t.test('its routes, errors and Ajv are its own; those of SMS Settings are the plugin’s', async (t) => {
    t.match(await ask('GET', '/nowhere'), { status: 404, body: { problem: { kind: 'nowhere' } } })
    t.match(await ask('POST', '/sign-in', { email: 'olga@north.example' }), {
      status: 422,
      body: { problem: { status: 422, kind: 'FST_ERR_VALIDATION' } },
    })
    // A field too many is dropped by the app and refused by the plugin.
    const more = { email: 'carl@north.example', password: 'carl-of-north', more: 1 }
    t.match(await ask('POST', '/sign-in', more), { status: 200, body: { token: String } })
    t.match(await ask('POST', '/sms/accounts', { platform: 'alibaba_cloud', name: 'Main', ...KEY, more: 1 }, olga), {
      status: 400,
      body: { code: 'SMS_INVALID_INPUT' },
    })
    t.match(await ask('GET', '/sms/accounts'), { status: 401, body: { code: 'SMS_UNAUTHENTICATED' } })
    t.match(await ask('POST', '/sms/accounts', { platform: 'alibaba_cloud', name: 'Main', ...KEY }, carl), {
      status: 403,
      body: { code: 'SMS_FORBIDDEN' },
    })
    const document = (await ask('GET', '/documentation/json')).body as { paths: Record<string, unknown> }
    t.match(document.paths, { '/sms/accounts': {}, '/sms/verifications': {}, '/shops': {} })
  })

  await t.test('a customer signs up with a code', async (t) => {
    const { body: account } = await ask(
      'POST',
      '/sms/accounts',
      { platform: 'alibaba_cloud', name: 'Main', ...KEY },
      olga,
    )
    const { body: signature } = await ask('POST', `/sms/accounts/${account.id}/signatures`, { name: 'Quectel' }, olga)
    const { body: template } = await ask(
      'POST',
      `/sms/accounts/${account.id}/templates`,
      { code: 'SMS_100000003', purpose: 'sign_up' },
      olga,
    )
    t.match(await ask('PUT', `/sms/signatures/${signature.ssid}/apps`, { appIds: ['rugs'] }, olga), { status: 422 })
    for (const path of [`signatures/${signature.ssid}`, `templates/${template.stid}`])
      t.equal((await ask('PUT', `/sms/${path}/apps`, { appIds: ['tea'] }, olga)).status, 200)
    const { body: started } = await ask('POST', '/sms/verifications', { phone: PHONE, purpose: 'sign_up' }, tea)
    const verificationId = String(started.id)
    // As people of its country write it, which is the same number.
    const customer = { name: 'Wu', phone: '139 0000 1234', country: 'CN', verificationId }
    t.match(await ask('POST', '/shops/tea/customers', customer), {
      status: 422,
      body: { problem: { kind: 'SMS_NOT_APPROVED' } },
    })
    const { messages } = (await (
      await fetch(`${phones}/_emulator/outbox?phone=${encodeURIComponent(PHONE)}`)
    ).json()) as {
      messages: { params: { code: string } }[]
    }
    const code = messages[0]?.params.code
    t.match(await ask('POST', `/sms/verifications/${verificationId}/check`, { code }, tea), { status: 200 })
    t.match(await ask('POST', '/shops/rugs/customers', customer), { status: 422 }, 'not with another shop’s code')
    t.match(await ask('POST', '/shops/tea/customers', customer), {
      status: 201,
      body: { name: 'Wu', phone: PHONE },
    })
    t.match(await ask('POST', '/shops/tea/customers', { ...customer, name: 'Li' }), {
      body: { problem: { kind: /^SMS_/ } },
    })
  })

  t.equal((await host.kill('SIGTERM')).code, 0)
  t.notMatch(host.output(), /"level":50/, 'nothing went wrong')
})

await t.test('what mounting took is marked, and is little', async (t) => {
  const marked = readFileSync(new URL('app.js', folder), 'utf8')
    .split('\n')
    .filter((line) => line.includes('SMS Settings'))
  t.ok(marked.length > 0 && marked.length <= 4, `${marked.length} places in app.js`)
  for (const file of ['database.js', 'sign-in.js'])
    t.notMatch(readFileSync(new URL(file, folder), 'utf8'), /sms/i, `${file} knows nothing of it`)
})
