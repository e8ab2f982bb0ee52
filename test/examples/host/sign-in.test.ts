import t from 'tap'
import { DEMO_PEOPLE } from '../../../examples/host/server/demo.ts'
import { onEachDatabase } from '../../support/databases.ts'
import { appHeaders, signIn, startDemo } from './start.ts'

t.setTimeout(240_000)

await t.test('sign-in', (t) =>
  onEachDatabase(t, async (t, database) => {
    const { ask, host } = await startDemo(t, database)

    await t.test('people of both tenants sign in and see their own', async (t) => {
      for (const { email, password, tenantId, name } of DEMO_PEOPLE) {
        const signedIn = await ask('POST', '/session', { payload: { email: ` ${email.toUpperCase()}`, password } })
        t.equal(signedIn.status, 201)
        t.match(signedIn.body, { name, email, tenantId, token: /^[\w-]{43}$/ })
        t.match(
          String(signedIn.headers['set-cookie']),
          /^session=[\w-]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
        )
        const cookie = String(signedIn.headers['set-cookie']).split(';')[0]
        for (const headers of [{ cookie }, { authorization: `Bearer ${signedIn.body.token}` }]) {
          t.match((await ask('GET', '/session', { headers })).body, { name, tenantId })
          t.match((await ask('GET', '/apps', { headers })).body.items, [
            { appId: new RegExp(`^${tenantId}-`) },
            { appId: new RegExp(`^${tenantId}-`) },
          ])
          t.equal((await ask('GET', '/sms/accounts', { headers })).status, 200)
        }
      }
    })

    await t.test('a wrong password and an unknown address are answered alike', async (t) => {
      const wrong = await ask('POST', '/session', { payload: { email: 'ada@acme.example', password: 'not-it' } })
      const unknown = await ask('POST', '/session', { payload: { email: 'eve@acme.example', password: 'not-it' } })
      t.equal(wrong.status, 401)
      t.same(wrong.body, unknown.body)
      t.notOk(wrong.headers['set-cookie'])
    })

    await t.test('passwords cannot be guessed at will', async (t) => {
      const tries = Array.from({ length: 12 }, (_, n) =>
        ask('POST', '/session', { payload: { email: 'mallory@acme.example', password: `guess ${n}` } }),
      )
      const statuses = (await Promise.all(tries)).map((it) => it.status).sort()
      t.same(statuses, [...Array(10).fill(401), 429, 429])
    })

    await t.test('a session ends when it is signed out', async (t) => {
      const headers = await signIn(ask, 'ada')
      t.equal((await ask('DELETE', '/session', { headers })).status, 204)
      t.equal((await ask('GET', '/session', { headers })).status, 401)
      t.match(await ask('GET', '/sms/accounts', { headers }), { status: 401, body: { code: 'SMS_UNAUTHENTICATED' } })
    })

    await t.test('a reader looks and changes nothing', async (t) => {
      const headers = await signIn(ask, 'bob')
      t.equal((await ask('GET', '/sms/general', { headers })).status, 200)
      t.equal((await ask('POST', '/apps', { headers, payload: { name: 'Mine' } })).status, 403)
      const account = { platform: 'alibaba_cloud', name: 'Mine', accessKeyId: 'x', accessKeySecret: 'y' }
      t.match(await ask('POST', '/sms/accounts', { headers, payload: account }), {
        status: 403,
        body: { code: 'SMS_FORBIDDEN' },
      })
    })

    await t.test('a page of another origin cannot use the cookie', async (t) => {
      const { token } = (
        await ask('POST', '/session', { payload: { email: 'ada@acme.example', password: 'ada-at-acme' } })
      ).body
      const cookie = `session=${token}`
      for (const origin of ['https://evil.example', 'http://localhost:4321', 'null']) {
        const headers = { cookie, origin, host: 'localhost:3000' }
        t.equal((await ask('POST', '/apps', { headers, payload: { name: 'Forged' } })).status, 401, origin)
        t.equal((await ask('DELETE', '/sms/accounts/x', { headers })).status, 401, origin)
      }
      const text = { cookie, 'content-type': 'text/plain' }
      t.equal((await ask('POST', '/apps', { headers: text, payload: '{"name":"Forged"}' })).status, 415)
      const ours = { cookie, origin: 'http://localhost:3000', host: 'localhost:3000' }
      t.equal((await ask('POST', '/apps', { headers: ours, payload: { name: 'Real' } })).status, 201)
    })

    await t.test("an App's key names it to SMS Settings, and a new App has one", async (t) => {
      const owner = await signIn(ask, 'grace')
      const { body: app } = await ask('POST', '/apps', { headers: owner, payload: { name: 'Globex New' } })
      for (const headers of [appHeaders('acme-shop'), { 'x-app-key': String(app.appKey) }])
        t.match(await ask('GET', '/sms/verifications/none', { headers }), {
          status: 404,
          body: { code: 'SMS_VERIFICATION_NOT_FOUND' },
        })
      for (const headers of [{}, { 'x-app-key': 'app_unknown' }])
        t.equal((await ask('GET', '/sms/verifications/none', { headers })).status, 401)
      t.match((await ask('GET', `/sms/apps/${app.appId}/settings`, { headers: owner })).status, 200)
      const stranger = await signIn(ask, 'ada')
      t.match((await ask('GET', `/sms/apps/${app.appId}/settings`, { headers: stranger })).status, 404)
    })

    await t.test('the host has its own ways: unknown fields are dropped, errors are its own', async (t) => {
      const headers = await signIn(ask, 'ada')
      t.equal((await ask('POST', '/apps', { headers, payload: { name: 'Extra', extra: 1 } })).status, 201)
      t.match(await ask('POST', '/apps', { headers, payload: { name: 1 } }), {
        status: 400,
        body: { code: 'INVALID_INPUT' },
      })
      t.match(await ask('GET', '/nowhere'), { status: 404, body: { code: 'NOT_FOUND' } })
      const strict = { platform: 'alibaba_cloud', name: 'A', accessKeyId: 'x', accessKeySecret: 'y', extra: 1 }
      t.match(await ask('POST', '/sms/accounts', { headers, payload: strict }), {
        status: 400,
        body: { code: 'SMS_INVALID_INPUT', field: 'body.extra' },
      })
    })

    await t.test('starting again on the same database changes nothing', async (t) => {
      const { ask } = await startDemo(t, database)
      t.equal((await ask('GET', '/session', { headers: await signIn(ask, 'grace') })).status, 200)
      t.ok(host)
    })
  }),
)
