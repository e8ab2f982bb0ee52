// The guide, walked by a client that was generated from the OpenAPI document: types by openapi-typescript, calls by
// openapi-fetch. Its types are made by client.test.ts, which also lets the compiler check this file against them.
import createClient from 'openapi-fetch'
import type { paths } from './.cache/schema.d.ts'

/** What went wrong, in the words of the document's errors. */
const must = <T,>({ data, error }: { data?: T; error?: { code: string; message: string } | undefined }): T => {
  if (error) throw new Error(`${error.code}: ${error.message}`)
  return data as T
}

type Given = {
  url: string
  /** The code that came to a number. */
  codeOf: (phone: string) => Promise<string>
  fetch: (request: Request) => Promise<Response>
}

/** From an empty host to a user who signed up with a code, and the operator who sees it. */
export const walk = async ({ url, codeOf, fetch }: Given) => {
  const visitor = createClient<paths>({ baseUrl: url, fetch })
  const person = must(await visitor.POST('/session', { body: { email: 'ada@acme.example', password: 'ada-at-acme' } }))
  const console = createClient<paths>({
    baseUrl: url,
    fetch,
    headers: { authorization: `Bearer ${person.token}` },
  })
  const app = createClient<paths>({ baseUrl: url, fetch, headers: { 'x-app-key': 'app_demo_acme_shop' } })

  // 1. An account, whose key the platform is asked about.
  const platforms = must(await console.GET('/sms/platforms')).items
  const key = { accessKeyId: 'LTAI5tEmulatorDemo00001', accessKeySecret: 'EmulatorDemoSecret000000000001' }
  const platform = platforms[0]?.id ?? ''
  const wrong = await console.POST('/sms/accounts', {
    body: { platform, name: 'Wrong', ...key, accessKeySecret: 'NotThePlatformsSecret00001' },
  })
  const account = must(await console.POST('/sms/accounts', { body: { platform, name: 'Main', ...key } }))

  // 2. A signature and a template that are approved there.
  const inAccount = { params: { path: { accountId: account.id } } }
  const signature = must(
    await console.POST('/sms/accounts/{accountId}/signatures', { ...inAccount, body: { name: 'Quectel' } }),
  )
  const asked = must(
    await console.POST('/sms/accounts/{accountId}/templates/query', { ...inAccount, body: { code: 'SMS_100000003' } }),
  )
  const template = must(
    await console.POST('/sms/accounts/{accountId}/templates', {
      ...inAccount,
      body: { code: asked.code, purpose: asked.suggestedPurpose },
    }),
  )

  // 3. An App that may use them, and what it sends with.
  const appIds = ['acme-shop']
  must(
    await console.PUT('/sms/signatures/{ssid}/apps', {
      params: { path: { ssid: signature.ssid } },
      body: { appIds },
    }),
  )
  must(await console.PUT('/sms/templates/{stid}/apps', { params: { path: { stid: template.stid } }, body: { appIds } }))
  const settings = must(await console.GET('/sms/apps/{appId}/settings', { params: { path: { appId: 'acme-shop' } } }))

  // 4. The App's user signs up.
  const phone = '+8613900004321'
  const started = must(await app.POST('/app/verifications', { body: { phone, purpose: 'sign_up' } }))
  const inVerification = { params: { path: { id: started.id } } }
  const code = await codeOf(phone)
  const refused = await app.POST('/app/verifications/{id}/check', {
    ...inVerification,
    body: { code: code === '000000' ? '000001' : '000000' },
  })
  const approved = must(await app.POST('/app/verifications/{id}/check', { ...inVerification, body: { code } }))
  const user = must(
    await app.POST('/app/sign-up', {
      body: { phone, verificationId: started.id, password: 'correct horse battery' },
    }),
  )

  // 5. The operator looks at what became of it.
  const messages = must(await console.GET('/sms/messages', { params: { query: { phone } } })).items
  const timeline = must(await console.GET('/sms/phones/{phone}/timeline', { params: { path: { phone } } }))
  const statistics = must(await console.GET('/sms/statistics', { params: { query: { groupBy: 'app' } } }))
  const audit = must(await console.GET('/sms/audit-log', { params: { query: { limit: 5 } } })).items

  return {
    wrong: wrong.error,
    account,
    template,
    settings,
    refused: refused.error,
    approved,
    user,
    messages,
    timeline,
    statistics,
    audit,
  }
}
