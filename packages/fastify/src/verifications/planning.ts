import { CANNOT_SEND, type Phone, prefixOf } from '@sms-settings/api'
import { alternatives, type Fit, select, type Wanted } from '../apps/selection.ts'
import type { Snapshot, Snapshots } from '../apps/snapshot.ts'
import type { Database } from '../database/database.ts'
import { inWords, smsError } from '../errors.ts'
import type { Reach } from '../general/reach.ts'
import { GENERAL } from '../general-entries.ts'
import type { VerificationRules } from '../rules.ts'
import type { Way, Ways } from './sending.ts'
import type { Owner, VerificationStore } from './store.ts'

/** What to send with, and by which rules. */
export type Plan = Ways & {
  policy: ReturnType<Snapshot['rules']>
  snapshot: Snapshot
  /** Until when the fraud guard keeps codes from numbers like this one; null when it does not. */
  blockedUntil: number | null
}

/** What a start asks to be sent with, or a resend was begun with. */
export type WantedBy = {
  purpose: string
  ssid?: string | undefined
  stid?: string | undefined
  /** Values of the template's variables besides `code`. */
  variables?: Record<string, string> | undefined
}

type Parts = {
  database: Database
  store: VerificationStore
  snapshots: Snapshots
  reach: Reach
  rules: VerificationRules
  /** Whether a number gets its code from the host's options, and no SMS. */
  isTestNumber: (e164: string) => boolean
  now: () => number
}

/** Decides by the settings of an App whether a number may be sent a code, and with what. */
export const createPlanning = ({ database, store, snapshots, reach, rules, isTestNumber, now }: Parts) => {
  const wayOf = ({ accounts, choices }: Snapshot, { signature, template }: Fit): Way => {
    const { accountId } = template
    const account = accounts.get(accountId)
    return {
      accountId,
      known: choices.accounts.get(accountId) ?? 'ready',
      account: account?.stored ?? null,
      sender: {
        accountId: accountId === GENERAL ? null : accountId,
        accountName: account?.name ?? GENERAL,
        platform: account?.platform ?? '',
        ssid: signature.ssid,
        signatureName: signature.name,
        stid: template.stid,
        templateName: template.name,
        templateCode: template.code,
      },
    }
  }

  /** Why a code may not be sent by these settings, or how it would be. */
  const planWith = (snapshot: Snapshot, phone: Phone, phoneHash: string, wanted: WantedBy): Plan => {
    const { purpose, ssid, stid, variables = {} } = wanted
    const safe = snapshot.safe.has(phoneHash)
    if (snapshot.block.has(phoneHash)) throw smsError('SMS_PHONE_BLOCKED', [], { field: 'body.phone' })
    const mode = snapshot.countries.named.find((it) => it.country === phone.country)?.mode ?? snapshot.countries.others
    const allowed = rules.countries === null || rules.countries.includes(phone.country)
    if (!allowed || (mode === 'block' && !safe))
      throw smsError('SMS_COUNTRY_NOT_ALLOWED', [phone.country], { field: 'body.phone' })
    const choice: Wanted = {
      purpose,
      region: phone.region,
      ssid,
      stid,
      variables: Object.keys(variables),
      isCut: (accountId) => reach.obstacle(accountId) !== null,
    }
    const selected = select(snapshot.choices, choice)
    if ('reason' in selected)
      throw smsError('SMS_CANNOT_SEND', [CANNOT_SEND[selected.reason]], { reason: selected.reason })
    const block = snapshot.blocks.get(prefixOf(phone.e164))
    const held = block?.mode === 'block' && mode !== 'monitor' && !safe && block.endsAt > now()
    return {
      snapshot,
      blockedUntil: held ? block.endsAt : null,
      policy: snapshot.rules(purpose),
      first: wayOf(snapshot, selected),
      others: () => alternatives(snapshot.choices, choice, selected).map((it) => wayOf(snapshot, it)),
    }
  }

  /** @throws `SMS_PHONE_BLOCKED`, `SMS_COUNTRY_NOT_ALLOWED`, `SMS_CANNOT_SEND`, `SMS_LIMITED` */
  return async (owner: Owner, phone: Phone, phoneHash: string, wanted: WantedBy): Promise<Plan> => {
    const by = async (snapshot: Snapshot): Promise<Plan> => {
      const planned = planWith(snapshot, phone, phoneHash, wanted)
      if (planned.blockedUntil === null || isTestNumber(phone.e164)) return planned
      // Whoever has typed a code here before is no pumped number: an attack on his neighbours is not to lock him out.
      if (await store.wasApproved(owner.tenantId, owner.appId, phoneHash)) return planned
      const retryAfter = Math.max(1, Math.ceil((planned.blockedUntil - now()) / 1000))
      throw smsError('SMS_LIMITED', [`numbers like this one get no codes for ${inWords(retryAfter)}`], {
        limit: 'prefix_blocked',
        retryAfter,
      })
    }
    const cached = await snapshots.get(owner.tenantId, owner.appId)
    try {
      return await by(cached)
    } catch (refusal) {
      // What is cached may be old: only current settings may refuse.
      await database.catchUp()
      const current = await snapshots.current(owner.tenantId, owner.appId)
      if (current === cached) throw refusal
      return by(current)
    }
  }
}
