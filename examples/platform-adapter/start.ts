import { randomBytes } from 'node:crypto'
import { alibabaCloud, smsSettings, sqliteConfig } from '@sms-settings/fastify'
import Fastify from 'fastify'
import { harbourSms } from './harbour-sms.ts'
import { ARRIVES_AFTER, KEYS, PROJECT, startHarbour } from './service.ts'

const say = (what: string, more: unknown = '') => console.log(what.padEnd(28), more)

const harbour = await startHarbour()
const app = Fastify()
const owner = { tenantId: 'acme', appId: 'shop' }
const shop = { appId: 'shop', name: 'Shop' }
await app.register(smsSettings, {
  prefix: '/sms',
  database: sqliteConfig(':memory:'),
  secrets: { current: 'k1', keys: { k1: randomBytes(32).toString('base64') } },
  authenticate: () => ({
    tenantId: 'acme',
    actorId: 'ada',
    permissions: ['settings:read', 'settings:write', 'messages:read'],
  }),
  identifyApp: () => owner,
  apps: { list: async () => ({ items: [shop], nextCursor: null }), find: async () => [shop] },
  platforms: [alibabaCloud(), harbourSms({ endpoint: harbour.endpoint })],
})
const url = await app.listen({ port: 0, host: '127.0.0.1' })

const ask = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${url}/sms${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  })
  const said = (await answer.json()) as Record<string, string> & { items: Record<string, unknown>[] }
  if (!answer.ok) throw new Error(`${method} ${path}: ${said.message}`)
  return said
}

try {
  const { items } = await ask('GET', '/platforms')
  say('Platforms', items.map(({ id }) => id).join(', '))

  const { accessKeyId, accessKeySecret } = KEYS.full
  const key = { accessKeyId, accessKeySecret, settings: { project: PROJECT } }
  const account = await ask('POST', '/accounts', { platform: 'harbour_sms', name: 'Harbour', ...key })
  say('Account', `${account.id} ${account.status}`)
  const { ssid } = await ask('POST', `/accounts/${account.id}/signatures`, { name: 'Harbour' })
  const template = { code: 'otp-cn', purpose: 'log_in' }
  const { stid } = await ask('POST', `/accounts/${account.id}/templates`, template)
  await ask('PUT', `/signatures/${ssid}/apps`, { appIds: ['shop'] })
  await ask('PUT', `/templates/${stid}/apps`, { appIds: ['shop'] })
  say('Signature and template', `${ssid} ${stid}`)

  const phone = '+8613900001234'
  const { id = '' } = await ask('POST', '/verifications', { phone, purpose: 'log_in' })
  const sms = harbour.received(phone)[0]
  say('On the phone', sms?.text)
  const code = /\d{6}/.exec(sms?.text ?? '')?.[0]
  say('Check', (await ask('POST', `/verifications/${id}/check`, { code })).status)
  await app.sms.verifications.redeem({ ...owner, verificationId: id, phone, purpose: 'log_in' })
  say('Redeemed')

  const { path } = await ask('GET', `/accounts/${account.id}/reports`)
  await new Promise((resolve) => setTimeout(resolve, ARRIVES_AFTER))
  say('Report pushed', await harbour.push(`${url}${path}`))
  let status: unknown
  for (let tries = 0; status !== 'delivered' && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    status = (await ask('GET', '/messages')).items[0]?.status
  }
  say('Message', status)
} finally {
  await app.close()
  await harbour.stop()
}
