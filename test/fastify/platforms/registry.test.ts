import { alibabaCloud, createPlatforms, type Platform, validateCredentials } from '@sms-settings/fastify/platforms'
import t from 'tap'

const alibaba = alibabaCloud()
const other: Platform = {
  ...alibaba,
  id: 'other_cloud',
  name: { en: 'Other Cloud', 'zh-CN': '别的云' },
  fields: [
    ...alibaba.fields,
    { name: 'settings.region', label: { en: 'Region', 'zh-CN': '地域' }, secret: false, required: true, maxLength: 8 },
    {
      name: 'settings.sender',
      label: { en: 'Sender', 'zh-CN': '发送方' },
      secret: false,
      required: false,
      maxLength: 8,
    },
  ],
}
const thrown = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error as { message: string }
  }
  return undefined
}

t.test('platforms are found by id, or the name is mended', async (t) => {
  const platforms = createPlatforms([alibaba, other])
  t.equal(platforms.get('alibaba_cloud'), alibaba)
  for (const wrong of ['alibaba-cloud', 'AlibabaCloud', 'alibaba_clouds', 'alibba_cloud'])
    t.throws(
      () => platforms.get(wrong),
      { code: 'SMS_PLATFORM_UNKNOWN', message: /Did you mean "alibaba_cloud"\?/ },
      wrong,
    )
  for (const wrong of ['twilio', '', '__proto__', 'constructor', 'x'.repeat(10_000)])
    t.throws(() => platforms.get(wrong), { code: 'SMS_PLATFORM_UNKNOWN', message: /"alibaba_cloud", "other_cloud"/ })
  t.throws(() => createPlatforms([alibaba, alibabaCloud()]), { name: 'InvalidOption', option: 'platforms' })
})

t.test('the list holds what a form needs, and nothing that connects', async (t) => {
  const [first] = createPlatforms([alibaba]).list()
  t.same(Object.keys(first ?? {}).sort(), ['fields', 'id', 'links', 'name', 'regions'])
  t.match(first, {
    id: 'alibaba_cloud',
    name: { en: 'Alibaba Cloud', 'zh-CN': '阿里云' },
    regions: ['domestic', 'international'],
    fields: [
      { name: 'accessKeyId', secret: false, required: true },
      { name: 'accessKeySecret', secret: true, required: true },
    ],
  })
  for (const link of Object.values(first?.links ?? {})) t.match(link, /^https:\/\//)
})

t.test('credentials: the wrong field is named, its value is not', async (t) => {
  const good = { accessKeyId: 'LTAI5tTestKeyId0000000', accessKeySecret: 'TestSecret00000000000000000000' }
  t.same(validateCredentials(alibaba, good), { ...good, settings: {} })
  const settings = { region: 'west' }
  t.same(createPlatforms([other]).validateCredentials(other, { ...good, settings }), { ...good, settings })

  const cases: [Platform, Record<string, unknown>, string, RegExp][] = [
    [alibaba, { accessKeyId: '' }, 'accessKeyId', /is missing/],
    [alibaba, { accessKeyId: undefined }, 'accessKeyId', /is missing/],
    [alibaba, { accessKeyId: 'LTAI5t has spaces' }, 'accessKeyId', /does not look like/],
    [alibaba, { accessKeyId: 'L'.repeat(129) }, 'accessKeyId', /longer than 128/],
    [alibaba, { accessKeyId: ' LTAI5tTestKeyId0000000' }, 'accessKeyId', /space/],
    [alibaba, { accessKeySecret: 'TestSecret00000000000000000000\n' }, 'accessKeySecret', /space/],
    [alibaba, { accessKeySecret: '密密密密密密密密' }, 'accessKeySecret', /does not look like/],
    [alibaba, { settings: { region: 'west' } }, 'settings.region', /is no field of Alibaba Cloud/],
    [other, {}, 'settings.region', /is missing/],
    [other, { settings: { regoin: 'west' } }, 'settings.regoin', /Did you mean body\.settings\.region\?/],
    [other, { settings: { region: 'much too long' } }, 'settings.region', /longer than 8/],
    [other, { settings: { ...settings, constructor: '1' } }, 'settings.constructor', /is no field/],
  ]
  for (const [platform, change, field, message] of cases) {
    const error = thrown(() => validateCredentials(platform, { ...good, ...change } as never))
    t.match(error, { code: 'SMS_INVALID_INPUT', message, details: { field: `body.${field}` } }, field)
    for (const value of Object.values({ ...good, ...change }))
      if (typeof value === 'string' && value.trim()) t.notOk(error?.message.includes(value.trim()), 'no value is shown')
  }
})

t.test('options are checked at start, by name', async (t) => {
  const wrong = (options: object, option: string) =>
    t.throws(
      () => alibabaCloud(options),
      { name: 'InvalidOption', option: `alibabaCloud.${option}` },
      JSON.stringify(options),
    )
  wrong({ endpoint: 'https://dysmsapi.aliyuncs.com' }, 'endpoint')
  wrong({ endpoint: 'dysmsapi.aliyuncs.com/' }, 'endpoint')
  wrong({ endpoint: '' }, 'endpoint')
  wrong({ protocol: 'HTTPS' }, 'protocol')
  wrong({ timeout: 0 }, 'timeout')
  wrong({ timeout: '5000' }, 'timeout')
  wrong({ deadline: 20_001 }, 'deadline')
  wrong({ deadline: Number.NaN }, 'deadline')
  wrong({ maxConcurrent: 1.5 }, 'maxConcurrent')
  wrong({ maxConcurent: 5 }, 'maxConcurent')
})
