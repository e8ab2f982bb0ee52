import { operations } from '@sms-settings/api'
import t from 'tap'
import { sqliteDatabase } from '../../support/databases.ts'
import { startDemo } from './start.ts'

type Operation = { operationId?: string; security?: Record<string, string[]>[]; responses: Record<string, object> }
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> }
}

await t.test('the OpenAPI document', async (t) => {
  const { ask, host } = await startDemo(t, await sqliteDatabase(t))
  const document = (await ask('GET', '/docs/json')).body as Document
  const all = Object.values(document.paths).flatMap((path) => Object.values(path))

  await t.test('has every operation of SMS Settings, once, and those of the host', async (t) => {
    const ids = all.map((it) => it.operationId)
    t.same(
      Object.keys(operations).filter((id) => !ids.includes(id)),
      [],
    )
    t.equal(new Set(ids).size, ids.length)
    t.ok(ids.every(Boolean))
    t.ok(['signIn', 'listHostApps', 'signUpAppUser', 'sendAppUserCode'].every((id) => ids.includes(id)))
  })

  await t.test('says who may call', async (t) => {
    const securityOf = (id: string) => all.find((it) => it.operationId === id)?.security
    t.same(securityOf('createAccount'), [{ session: [] }, { bearer: [] }])
    t.same(securityOf('startVerification'), [{ appKey: [] }])
    t.same(securityOf('sendAppUserCode'), [{ appKey: [] }])
    for (const scheme of all.flatMap((it) => it.security ?? []).flatMap((it) => Object.keys(it)))
      if (!(scheme in document.components.securitySchemes)) t.fail(`${scheme} is not defined`)
  })

  await t.test('refers to schemas by their own names, all of them there', async (t) => {
    t.equal(document.openapi, '3.1.0')
    const refs = new Set(JSON.stringify(document).match(/(?<="\$ref":")[^"]+/g))
    t.ok(refs.has('#/components/schemas/SmsAccount'))
    const missing = [...refs].filter(
      (ref) => !(ref.replace('#/components/schemas/', '') in document.components.schemas),
    )
    t.same(missing, [])
  })

  await t.test('has a page', async (t) => {
    const page = await host.inject('/docs')
    t.equal(page.statusCode, 200)
    t.match(page.body, /swagger-ui/)
    const home = await host.inject('/')
    t.match(home, { statusCode: 200, headers: { 'content-type': /html/, 'cache-control': /no-cache|max-age=0/ } })
  })
})
