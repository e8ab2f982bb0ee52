import {
  PURPOSES,
  REGIONS,
  type Region,
  type SmsAppSettings,
  type SmsPolicy,
  type SmsReadiness,
  type SmsSignature,
  type SmsTemplate,
} from '@sms-settings/api'
import { shownSignature, shownTemplate } from './entry-handlers.ts'
import type { Some } from './handler.ts'
import { has, pageOf } from './lists.ts'
import { Refusal } from './refusal.ts'
import { ago, HOUR, type World } from './world.ts'

const generalSignatures = ({ general }: World): SmsSignature[] =>
  general.signatures.map(({ ssid, platform, name, available, reason }) => ({
    ssid,
    accountId: null,
    accountName: null,
    platform,
    name,
    status: available ? 'approved' : 'missing',
    reason,
    carriers: [],
    note: null,
    appCount: 0,
    checkedAt: null,
    createdAt: null,
  }))

const generalTemplates = ({ general }: World): SmsTemplate[] =>
  general.templates.map(({ stid, platform, region, purpose, name, content, available, reason }) => ({
    stid,
    accountId: null,
    accountName: null,
    platform,
    code: null,
    name,
    content,
    type: 'verification',
    region,
    purpose,
    status: available ? 'approved' : 'missing',
    reason,
    variables: ['code'],
    warnings: [],
    note: null,
    appCount: 0,
    checkedAt: null,
    createdAt: null,
  }))

/** What one App may use, how its codes are sent, and who changed what. */
export const appHandlers = (
  world: World,
): Some<
  | 'listApps'
  | 'getAppSettings'
  | 'putAppDefaults'
  | 'getAppPolicy'
  | 'putAppPolicy'
  | 'listBlocks'
  | 'liftBlock'
  | 'getConversions'
  | 'listAuditLog'
> => {
  const find = (appId: string) => {
    const it = world.apps.find((app) => app.appId === appId)
    if (!it) throw new Refusal('SMS_APP_NOT_FOUND', appId)
    return it
  }

  /** Why an account sends nothing; the operator's has no id. */
  const troubleOf = (accountId: string | null): SmsReadiness['reason'] => {
    if (accountId === null && world.general.signatures.some(({ available }) => !available)) return 'account_rejected'
    const it = world.accounts.find(({ id }) => id === accountId)
    if (it?.status === 'paused') return 'account_paused'
    if (it?.health.status === 'rejected') return 'account_rejected'
    return it?.health.status === 'unreadable' ? 'account_unreadable' : null
  }

  const settingsOf = (appId: string): SmsAppSettings => {
    const app = find(appId)
    const isMine = (id: string) => world.authorised.get(id)?.has(appId) ?? false
    const signatures = [
      ...world.signatures.filter(({ ssid }) => isMine(ssid)).map((it) => shownSignature(world, it)),
      ...generalSignatures(world),
    ]
    const templates = [
      ...world.templates.filter(({ stid }) => isMine(stid)).map((it) => shownTemplate(world, it)),
      ...generalTemplates(world),
    ]
    const defaults = world.defaults.get(appId) ?? []

    const readinessOf = (purpose: string, region: Region): SmsReadiness => {
      const fixed = defaults.find((it) => it.purpose === purpose && it.region === region)
      const fitting = templates.filter((it) => it.purpose === purpose && it.region === region)
      const it = fixed ? templates.find(({ stid }) => stid === fixed.stid) : fitting[0]
      const from = fixed
        ? signatures.find(({ ssid }) => ssid === fixed.ssid)
        : signatures.find(({ accountId }) => accountId === it?.accountId)
      const reason: SmsReadiness['reason'] = !it
        ? fixed
          ? 'template_unknown'
          : 'no_template'
        : !from
          ? 'no_signature'
          : (troubleOf(it.accountId) ??
            (it.status !== 'approved'
              ? 'template_not_approved'
              : from.status !== 'approved'
                ? 'signature_not_approved'
                : null))
      const isMarked =
        reason === null &&
        world.accounts.some(({ id, health }) => id === it?.accountId && health.status === 'cannot_send')
      return {
        purpose,
        region,
        ready: reason === null,
        source: fixed ? 'default' : !it ? null : it.accountId === null ? 'general' : 'authorised',
        ssid: from?.ssid ?? null,
        stid: it?.stid ?? fixed?.stid ?? null,
        reason,
        warning: isMarked ? 'account_cannot_send' : null,
        message: reason,
        turn: isMarked
          ? 'tenant'
          : reason === null
            ? null
            : reason === 'account_rejected' && it?.accountId === null
              ? 'operator'
              : 'tenant',
      }
    }

    return {
      app,
      signatures,
      templates,
      defaults,
      readiness: PURPOSES.flatMap((purpose) => REGIONS.map((region) => readinessOf(purpose, region))),
    }
  }

  const policyOf = (appId: string): SmsPolicy => {
    const set = world.policies.get(appId) ?? {}
    const { inherited, bounds } = world.operator
    const { limits, countries, safeList: _, blockList: __, purposes = [], ...rules } = set
    const { limits: ___, countries: ____, ...all } = { ...inherited, ...rules }
    return {
      set,
      inherited,
      inForce: {
        ...all,
        limits: { ...inherited.limits, ...limits },
        countries: countries ?? inherited.countries,
        purposes: PURPOSES.map((purpose) => ({ ...all, ...purposes.find((it) => it.purpose === purpose), purpose })),
      },
      bounds,
    }
  }

  return {
    listApps: ({ query }) =>
      pageOf(
        world.apps.filter((it) => has(query.q, it.name, it.appId)),
        query,
      ),
    getAppSettings: ({ params }) => settingsOf(params.appId),
    putAppDefaults: ({ params, body }) => {
      world.defaults.set(params.appId, body.defaults)
      return settingsOf(params.appId)
    },
    getAppPolicy: ({ params }) => policyOf(find(params.appId).appId),
    putAppPolicy: ({ params, body }) => {
      const wrong = body.blockList?.findIndex((it) => !/^\+\d{8,15}$/.test(it)) ?? -1
      if (wrong >= 0)
        throw new Refusal('SMS_INVALID_PHONE', `${body.blockList?.[wrong]} is not a phone number in E.164`, {
          field: `body.blockList.${wrong}`,
        })
      world.policies.set(params.appId, body)
      return policyOf(params.appId)
    },
    listBlocks: ({ query }) => pageOf(world.blocks, query),
    liftBlock: ({ params }) => {
      const it = world.blocks.find(({ id }) => id === params.id)
      if (!it) throw new Refusal('SMS_BLOCK_NOT_FOUND', params.id)
      return Object.assign(it, { standing: false, liftedAt: ago(0), endsAt: ago(0) })
    },
    getConversions: () => ({ from: ago(HOUR), to: ago(0), ...world.conversions }),
    listAuditLog: ({ query: { actorId, targetId, from, to, ...query } }) =>
      pageOf(
        world.audit.filter(
          (it) =>
            (actorId === undefined || it.actorId === actorId) &&
            (targetId === undefined || it.target.id === targetId) &&
            (from === undefined || it.at >= from) &&
            (to === undefined || it.at < to),
        ),
        query,
      ),
  }
}
