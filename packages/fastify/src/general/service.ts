import type {
  ReviewStatus,
  SmsAccountHealth,
  SmsCircuit,
  SmsGeneral,
  SmsSignature,
  SmsTemplate,
} from '@sms-settings/api'
import { circuitOf, obstacleOf } from '../accounts/connections.ts'
import { smsError } from '../errors.ts'
import { GENERAL, GENERAL_SIGNATURE, GENERAL_TEMPLATES, type GeneralTemplate } from '../general-entries.ts'
import type { PlatformAccount, Problem } from '../platforms/platform.ts'
import type { Platforms } from '../platforms/registry.ts'
import { type ConnectionState, type ResilientAccount, withResilience } from '../platforms/resilience.ts'
import { lint } from '../templates/lint.ts'
import { variablesOf } from '../templates/variables.ts'

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

/** What the platform last said of what stands behind an entry. */
type Seen = { status: ReviewStatus; reason: string | null; variables: string[] | null; checkedAt: number }

/** How the operator's account is doing, as far as it is known here. */
export type GeneralHealth = { health: SmsAccountHealth['status']; circuit: SmsCircuit }

const ACCOUNT_NAME = 'General'
const NOT_SET_UP = 'The operator has not set up the general signature and templates'

type Parts = {
  options: GeneralAccount | undefined
  platforms: Platforms
  /** Seconds that a code lives. */
  lifetime: number
}

export const createGeneralService = ({ options, platforms, lifetime }: Parts) => {
  const platform = options?.platform ?? platforms.list()[0]?.id ?? ''
  const listeners: ((state: ConnectionState) => void)[] = []
  const connection: ResilientAccount | null = options
    ? withResilience(
        platforms.get(platform).connect({
          accessKeyId: options.accessKeyId,
          accessKeySecret: options.accessKeySecret,
          settings: options.settings ?? {},
        }),
        {
          onStateChange: (state) => {
            for (const tell of listeners) tell(state)
          },
        },
      )
    : null
  /** What the platform last said of the operator's key, and of the account in answer to a send. */
  let rejected = false
  let cannotSend = false
  let seenSignature: Seen | undefined
  const seenTemplates = new Map<string, Seen>()

  const entries: Entry[] = GENERAL_TEMPLATES.map((entry) => {
    const given = options?.templates[entry.stid]
    const { code = null, content = entry.content } = typeof given === 'string' ? { code: given } : (given ?? {})
    return { ...entry, code, content }
  })
  const name = options?.signatureName ?? GENERAL_SIGNATURE.name
  const why = () =>
    connection === null ? NOT_SET_UP : rejected ? "The platform rejects the operator's AccessKey" : null
  const ofPlatform = (what: string, seen: Seen | undefined) =>
    seen === undefined || seen.status === 'approved' ? null : `${what} is not approved on the platform`
  const whyNotSignature = () => why() ?? ofPlatform('The signature', seenSignature)
  const whyNot = (entry: Entry) =>
    why() ??
    (entry.code === null
      ? 'The operator has not set up this template'
      : ofPlatform('The template', seenTemplates.get(entry.stid)))
  const shown = (seen: Seen | undefined) => ({
    status: seen?.status ?? null,
    checkedAt: seen ? new Date(seen.checkedAt).toISOString() : null,
  })
  /** An entry that nobody has asked about yet is taken to be approved: the operator has set it up. */
  const isApproved = (seen: Seen | undefined) => (seen?.status ?? 'approved') === 'approved'

  const signature = (): SmsSignature => ({
    ssid: GENERAL_SIGNATURE.ssid,
    accountId: null,
    accountName: null,
    platform,
    name,
    carriers: [],
    note: null,
    appCount: 0,
    createdAt: null,
    ...shown(seenSignature),
    status: connection ? (seenSignature?.status ?? 'approved') : 'missing',
    reason: whyNotSignature(),
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
    reason: whyNot(entry),
    variables: variablesOf(entry.content),
    warnings: lint({ ...entry, type: 'verification' }, lifetime),
    note: null,
    appCount: 0,
    createdAt: null,
    ...shown(seenTemplates.get(entry.stid)),
    status: connection && entry.code !== null ? (seenTemplates.get(entry.stid)?.status ?? 'approved') : 'missing',
  })

  return {
    /** @param tell is told when the circuit of the operator's account opens, closes, or lets one call try */
    listen: (tell: (state: ConnectionState) => void): void => {
      listeners.push(tell)
    },

    view: (): SmsGeneral => ({
      signatures: [
        {
          ssid: GENERAL_SIGNATURE.ssid,
          platform,
          regions: ['domestic', 'international'],
          name,
          available: whyNotSignature() === null,
          reason: whyNotSignature(),
          ...shown(seenSignature),
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
        ...shown(seenTemplates.get(entry.stid)),
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
      signatures: connection
        ? [{ ssid: GENERAL_SIGNATURE.ssid, accountId: GENERAL, name, approved: isApproved(seenSignature) }]
        : [],
      // One without a code on the platform is not there: "not approved" would send people to look for it.
      templates: entries.flatMap(({ stid, code, name: title, region, purpose, content }) =>
        code === null
          ? []
          : {
              stid,
              accountId: GENERAL,
              code,
              name: title,
              region,
              purpose,
              approved: isApproved(seenTemplates.get(stid)),
              variables: seenTemplates.get(stid)?.variables ?? variablesOf(content),
            },
      ),
      account: connection
        ? {
            state: rejected ? ('rejected' as const) : cannotSend ? ('cannot_send' as const) : ('ready' as const),
            name: ACCOUNT_NAME,
            platform,
          }
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
    isRejected: () => rejected,

    /** @returns whether that is news */
    markCannotSend(is: boolean): boolean {
      const changed = cannotSend !== is
      cannotSend = is
      return changed
    },

    /** How the operator's account is doing, for a host's own health check; null when there is none. Asks nobody. */
    health: (): GeneralHealth | null =>
      connection
        ? { health: rejected ? 'rejected' : cannotSend ? 'cannot_send' : 'unknown', circuit: circuitOf(connection) }
        : null,

    /** What to ask the platform about: the names and codes behind the entries. */
    behind: () => ({
      signatureName: name,
      templates: entries.flatMap(({ stid, code }) => (code === null ? [] : { stid, code })),
    }),

    /** Keeps what the platform says of an entry. @returns what it was before, if that is something else */
    see(entry: { ssid: string } | { stid: string }, seen: Seen): ReviewStatus | 'unknown' | null {
      const before = 'ssid' in entry ? seenSignature : seenTemplates.get(entry.stid)
      if ('ssid' in entry) seenSignature = seen
      else seenTemplates.set(entry.stid, seen)
      const isSame = before?.status === seen.status && String(before.variables) === String(seen.variables)
      return isSame ? null : (before?.status ?? 'unknown')
    },
  }
}
export type GeneralService = ReturnType<typeof createGeneralService>
