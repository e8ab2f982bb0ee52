import type { SmsGeneral, SmsSignature, SmsTemplate } from '@sms-settings/api'
import { obstacleOf } from '../accounts/connections.ts'
import { smsError } from '../errors.ts'
import type { PlatformAccount, Problem } from '../platforms/platform.ts'
import type { Platforms } from '../platforms/registry.ts'
import { type ResilienceOptions, type ResilientAccount, withResilience } from '../platforms/resilience.ts'
import { lint } from '../templates/lint.ts'
import { variablesOf } from '../templates/variables.ts'
import { GENERAL_SIGNATURE, GENERAL_TEMPLATES, type GeneralTemplate } from './entries.ts'

/** The operator's account, and what stands behind the general entries on its platform. */
export type GeneralAccount = {
  platform?: string
  accessKeyId: string
  accessKeySecret: string
  settings?: Record<string, string>
  signatureName: string
  templates: Record<string, string | { code: string; content?: string }>
}

type Entry = GeneralTemplate & { code: string | null }

const ACCOUNT_NAME = 'General'
const NOT_SET_UP = 'The operator has not set up the general signature and templates'

type Parts = {
  options: GeneralAccount | undefined
  platforms: Platforms
  resilience: ResilienceOptions
  lifetime: number
  defaultPlatform: string
}

export const createGeneralService = ({ options, platforms, resilience, lifetime, defaultPlatform }: Parts) => {
  const platform = options?.platform ?? defaultPlatform
  const connection: ResilientAccount | null = options
    ? withResilience(
        platforms.get(platform).connect({
          accessKeyId: options.accessKeyId,
          accessKeySecret: options.accessKeySecret,
          settings: options.settings ?? {},
        }),
        resilience,
      )
    : null
  /** What the platform last said of the operator's key. */
  let rejected = false

  const entries: Entry[] = GENERAL_TEMPLATES.map((entry) => {
    const given = options?.templates[entry.stid]
    const { code = null, content = entry.content } = typeof given === 'string' ? { code: given } : (given ?? {})
    return { ...entry, code, content }
  })
  const name = options?.signatureName ?? GENERAL_SIGNATURE.name
  const why = () =>
    connection === null ? NOT_SET_UP : rejected ? "The platform rejects the operator's AccessKey" : null
  const whyNot = (entry: Entry) => why() ?? (entry.code === null ? 'The operator has not set up this template' : null)

  const signature = (): SmsSignature => ({
    ssid: GENERAL_SIGNATURE.ssid,
    accountId: null,
    accountName: null,
    platform,
    name,
    status: connection ? 'approved' : 'missing',
    reason: why(),
    carriers: [],
    note: null,
    appCount: 0,
    checkedAt: null,
    createdAt: null,
  })
  const template = (entry: Entry): SmsTemplate => ({
    stid: entry.stid,
    accountId: null,
    accountName: null,
    platform,
    code: null,
    name: entry.name,
    content: entry.content,
    type: 'verification',
    region: entry.region,
    purpose: entry.purpose,
    status: connection && entry.code !== null ? 'approved' : 'missing',
    reason: whyNot(entry),
    variables: variablesOf(entry.content),
    warnings: lint({ ...entry, type: 'verification' }, lifetime),
    note: null,
    appCount: 0,
    checkedAt: null,
    createdAt: null,
  })

  return {
    view: (): SmsGeneral => ({
      signatures: [
        {
          ssid: GENERAL_SIGNATURE.ssid,
          platform,
          regions: ['domestic', 'international'],
          name,
          available: why() === null,
          reason: why(),
        },
      ],
      templates: entries.map((entry) => ({
        stid: entry.stid,
        platform,
        region: entry.region,
        purpose: entry.purpose,
        name: entry.name,
        content: entry.content,
        available: whyNot(entry) === null,
        reason: whyNot(entry),
      })),
    }),

    /** Undefined for anything that is not general. */
    findSignature: (ssid: string): SmsSignature | undefined =>
      ssid === GENERAL_SIGNATURE.ssid ? signature() : undefined,
    findTemplate: (stid: string): SmsTemplate | undefined => entries.filter((it) => it.stid === stid).map(template)[0],
    signatures: (): SmsSignature[] => [signature()],
    templates: (): SmsTemplate[] => entries.map(template),

    /** What the general entries add to what every App may send with. */
    choices: () => ({
      signatures: connection ? [{ ssid: GENERAL_SIGNATURE.ssid, accountId: 'general', name, approved: true }] : [],
      // One without a code on the platform is not there: "not approved" would send people to look for it.
      templates: entries.flatMap(({ stid, code, name: title, region, purpose, content }) =>
        code === null
          ? []
          : {
              stid,
              accountId: 'general',
              code,
              name: title,
              region,
              purpose,
              approved: true,
              variables: variablesOf(content),
            },
      ),
      account: connection
        ? { state: rejected ? ('rejected' as const) : ('ready' as const), name: ACCOUNT_NAME, platform }
        : null,
    }),

    /** The platform's template code behind a stid. */
    codeOf: (stid: string): string | null => entries.find((it) => it.stid === stid)?.code ?? null,

    async connect(): Promise<PlatformAccount> {
      if (!connection) throw smsError('SMS_CANNOT_SEND', [NOT_SET_UP], { reason: 'general_not_available' })
      return connection
    },
    obstacle: (): Problem | null => obstacleOf(connection),

    /** The operator's account; null when there is none. */
    key: (): { platform: string; accessKeyId: string } | null =>
      options ? { platform, accessKeyId: options.accessKeyId } : null,

    /** @returns whether that is news */
    markRejected(is: boolean): boolean {
      const changed = rejected !== is
      rejected = is
      return changed
    },
  }
}
export type GeneralService = ReturnType<typeof createGeneralService>
