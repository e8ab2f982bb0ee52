import type { Credentials, KeyCheck, Platform } from '@sms-settings/fastify'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const OK: KeyCheck = { status: 'ok', missingPermissions: [], policy: null, code: null, requestId: 'R1' }

/** A platform of the test's own, which needs a further field and answers as told. */
const pigeonPost = () => {
  const asked: Credentials[] = []
  let answer = async (): Promise<KeyCheck> => OK
  const fail = async () => {
    throw new Error('not in this test')
  }
  const platform: Platform = {
    id: 'pigeon_post',
    name: { en: 'Pigeon Post', 'zh-CN': '飞鸽传书' },
    regions: ['domestic'],
    fields: [
      { name: 'accessKeyId', label: { en: 'Ring', 'zh-CN': '脚环' }, secret: false, required: true, maxLength: 64 },
      { name: 'accessKeySecret', label: { en: 'Seed', 'zh-CN': '饲料' }, secret: true, required: true, maxLength: 64 },
      {
        name: 'settings.loft',
        label: { en: 'Loft', 'zh-CN': '鸽舍' },
        secret: false,
        required: true,
        maxLength: 16,
        pattern: '^[a-z]+$',
      },
    ],
    links: { console: 'https://pigeons.example/', keys: 'https://pigeons.example/rings' },
    connect: (credentials) => ({
      check: () => {
        asked.push(credentials)
        return answer()
      },
      send: fail,
      signature: fail,
      template: fail,
      listSignatures: fail,
      listTemplates: fail,
      status: fail,
    }),
  }
  return { platform, asked, answerWith: (next: () => Promise<KeyCheck>) => (answer = next) }
}

const ring = { accessKeyId: 'ring-1', accessKeySecret: 'sunflower' }

await onEachDatabase(t, async (t, database) => {
  const pigeons = pigeonPost()
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: 'unused',
    settings: { platforms: [pigeons.platform] },
    withoutGeneral: true,
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const created = await call('POST', '/accounts', {
    platform: 'pigeon_post',
    name: 'Pigeons',
    ...ring,
    settings: { loft: 'north' },
  })
  const { id } = created.body

  await t.test('another platform needs no other route: it says which fields it needs', async (t) => {
    t.match((await call('GET', '/platforms')).body.items, [
      { id: 'pigeon_post', fields: [{}, {}, { name: 'settings.loft', required: true }] },
    ])
    t.match(created, { status: 201, body: { platform: 'pigeon_post', settings: { loft: 'north' } } })
    const other = { platform: 'pigeon_post', name: 'Other', accessKeyId: 'ring-2', accessKeySecret: 'millet' }
    for (const [settings, message] of [
      [undefined, /body\.settings\.loft is missing/],
      [{ loft: 'NORTH' }, /body\.settings\.loft does not look like/],
      [
        { loft: 'north', lost: 'x' },
        /body\.settings\.lost is no field of Pigeon Post\. Did you mean body\.settings\.loft/,
      ],
    ] as const)
      t.match(await call('POST', '/accounts', { ...other, ...(settings ? { settings } : {}) }), {
        status: 400,
        body: { code: 'SMS_INVALID_INPUT', message },
      })
    t.match(await call('POST', '/accounts', { ...other, platform: 'pigeonpost' }), {
      status: 422,
      body: { code: 'SMS_PLATFORM_UNKNOWN', message: /Did you mean "pigeon_post"/ },
    })
  })

  await t.test('a key replaced without the further fields keeps them, and is tried with them', async (t) => {
    t.match(await call('PUT', `/accounts/${id}/credentials`, { ...ring, accessKeySecret: 'millet' }), {
      status: 200,
      body: { settings: { loft: 'north' } },
    })
    t.match(pigeons.asked.at(-1), { accessKeySecret: 'millet', settings: { loft: 'north' } })
    await call('POST', `/accounts/${id}/check`)
    t.match(pigeons.asked.at(-1), { accessKeySecret: 'millet', settings: { loft: 'north' } })
    t.match(await call('PUT', `/accounts/${id}/credentials`, { ...ring, settings: { loft: 'south' } }), {
      body: { settings: { loft: 'south' } },
    })
  })

  await t.test('what a check learns of a key that was replaced meanwhile is not said of the new one', async (t) => {
    let letGo: (check: KeyCheck) => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      pigeons.answerWith(() => {
        resolve()
        return new Promise((give) => {
          letGo = give
        })
      })
    })
    const late = call('POST', `/accounts/${id}/check`)
    await asked
    pigeons.answerWith(async () => OK)
    t.equal((await call('PUT', `/accounts/${id}/credentials`, { ...ring, accessKeySecret: 'barley' })).status, 200)
    letGo({ ...OK, status: 'rejected', code: 'RingUnknown' })
    t.match(
      await late,
      { status: 200, body: { status: 'rejected', platformCode: 'RingUnknown' } },
      'it says what it saw',
    )
    t.match((await call('GET', `/accounts/${id}`)).body, { health: { status: 'ok', platformCode: null } })
  })
})

t.end()
