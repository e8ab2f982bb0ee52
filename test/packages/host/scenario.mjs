// What a host does with the packages, however it has loaded them.
import assert from 'node:assert/strict'

/** From nothing to a code that was redeemed. */
export const scenario = async ({ Fastify, sms, emulator: { DEMO, startEmulator } }) => {
  const emulator = await startEmulator()
  const app = Fastify()
  try {
    const key = { accessKeyId: DEMO.accessKeyId, accessKeySecret: DEMO.accessKeySecret }
    await app.register(sms.smsSettings, {
      prefix: '/sms',
      database: sms.sqliteConfig(':memory:'),
      secrets: { current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64') } },
      authenticate: () => ({ tenantId: 'acme', actorId: 'ada', permissions: ['settings:read', 'settings:write'] }),
      identifyApp: () => ({ tenantId: 'acme', appId: 'shop' }),
      apps: {
        list: async () => ({ items: [{ appId: 'shop', name: 'Shop' }], nextCursor: null }),
        find: async () => [{ appId: 'shop', name: 'Shop' }],
      },
      platforms: [sms.alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http' })],
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address()
    const ask = async (method, path, body) => {
      const answer = await fetch(`http://127.0.0.1:${port}/sms${path}`, {
        method,
        ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
      })
      assert.ok(answer.ok, `${method} ${path} ${answer.status} ${answer.ok ? '' : await answer.text()}`)
      return answer.json()
    }
    const account = await ask('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', ...key })
    const { ssid } = await ask('POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' })
    const template = { code: 'SMS_100000002', purpose: 'log_in' }
    const { stid } = await ask('POST', `/accounts/${account.id}/templates`, template)
    await ask('PUT', `/signatures/${ssid}/apps`, { appIds: ['shop'] })
    await ask('PUT', `/templates/${stid}/apps`, { appIds: ['shop'] })
    const phone = '+8613900001234'
    const { id } = await ask('POST', '/verifications', { phone, purpose: 'log_in' })
    const { params } = await emulator.outbox.waitFor(phone)
    assert.equal((await ask('POST', `/verifications/${id}/check`, { code: params.code })).status, 'approved')
    const proof = { tenantId: 'acme', appId: 'shop', verificationId: id, phone, purpose: 'log_in' }
    await app.sms.verifications.redeem(proof)
    await assert.rejects(app.sms.verifications.redeem(proof), { code: /^SMS_/ })
    console.log('redeemed')
  } finally {
    await app.close()
    await emulator.close()
  }
}
