import { SmsAccounts, SmsSettingsProvider } from '@sms-settings/react'

const account = {
  id: 'A1',
  platform: 'alibaba_cloud',
  name: 'Main account',
  note: null,
  accessKeyId: 'LTAI',
  settings: {},
  status: 'active',
  health: { status: 'ok', checkedAt: null, platformCode: null },
  circuit: { state: 'closed', retryAfter: null },
  signatureCount: 1,
  templateCount: 2,
  createdAt: '2026-11-23T08:00:00.000Z',
  updatedAt: '2026-11-23T08:00:00.000Z',
}
const platform = {
  id: 'alibaba_cloud',
  name: { en: 'Alibaba Cloud', 'zh-CN': '阿里云' },
  regions: ['domestic'],
  fields: [
    {
      name: 'accessKeyId',
      label: { en: 'AccessKey', 'zh-CN': 'AccessKey' },
      secret: false,
      required: true,
      maxLength: 64,
    },
  ],
  links: { console: '#', keys: '#' },
}
/** The server's part: what embedding is about happens in the page. */
const answers = async (url: string) =>
  Response.json(
    url.includes('/platforms')
      ? { items: [platform, { ...platform, id: 'other_cloud', name: { en: 'Other Cloud', 'zh-CN': '别的云' } }] }
      : url.includes('/impact')
        ? { apps: [] }
        : { items: [account], nextCursor: null },
  )

/** The accounts, as a host shows them. */
export const Panel = () => (
  <SmsSettingsProvider baseUrl="/sms" fetch={answers}>
    <SmsAccounts onView={() => {}} />
  </SmsSettingsProvider>
)
