import type { Account } from '../accounts/account.ts'
import { createAccount, createSignature, createTemplate } from '../accounts/create.ts'
import { DEMO, LIMITED, SECOND } from './keys.ts'
import { demoSignatures } from './signatures.ts'
import { furtherTemplates, namedTemplates, secondTemplates } from './templates.ts'

const DAY = 86_400_000

/** Everything that a key may do that only reads settings. */
const reading = [
  'dysms:GetSmsSign',
  'dysms:GetSmsTemplate',
  'dysms:QuerySmsSign',
  'dysms:QuerySmsSignList',
  'dysms:QuerySmsTemplate',
  'dysms:QuerySmsTemplateList',
  'dysms:QuerySendStatistics',
]

/** The accounts that an emulator starts with; what they own was created in the weeks before `now`. */
export function seedAccounts(now: number): Account[] {
  const start = now - 60 * DAY
  const key = { active: true, permissions: ['dysms:*'], securityToken: null }
  const at = (index: number) => start + index * 7 * 3_600_000
  return [
    createAccount({
      id: '1000000000000001',
      keys: [
        { ...DEMO, ...key },
        { ...LIMITED, ...key, permissions: [...reading] },
      ],
      signatures: demoSignatures(start).map((given, i) => createSignature({ createdAt: at(i), ...given }, now)),
      templates: [...namedTemplates, ...furtherTemplates].map((given, i) =>
        createTemplate({ createdAt: at(i), ...given }, now),
      ),
    }),
    createAccount({
      id: '1000000000000002',
      keys: [{ ...SECOND, ...key }],
      signatures: [createSignature({ name: 'Globex', createdAt: start }, now)],
      templates: secondTemplates.map((given, i) => createTemplate({ createdAt: at(i), ...given }, now)),
    }),
  ]
}
