import { CANNOT_SEND, type CannotSendReason, MAY_NOT_SEND, type Region, type SmsReadiness } from '@sms-settings/api'
import type { AccountState } from '../accounts/state.ts'
import { GENERAL, GENERAL_SIGNATURE, generalStid, isGeneralSsid, isGeneralStid } from '../general-entries.ts'

export type CandidateSignature = {
  ssid: string
  accountId: string
  name: string
  approved: boolean
}
export type CandidateTemplate = {
  stid: string
  accountId: string
  code: string
  name: string
  region: Region
  purpose: string | null
  approved: boolean
  variables: string[]
}

/** All that one App may send with. Lists are newest first. */
export type Choices = {
  signatures: CandidateSignature[]
  templates: CandidateTemplate[]
  /** By id; `general` is there when the operator has set up the general entries. */
  accounts: ReadonlyMap<string, AccountState>
  defaults: { purpose: string; region: Region; ssid: string; stid: string }[]
  /** Signatures and templates of the tenant that this App is not authorised to use: to say so, rather than "unknown". */
  others: { ssids: ReadonlySet<string>; stids: ReadonlySet<string> }
  purposes: readonly string[]
}

export type Wanted = {
  purpose: string
  region: Region
  ssid?: string | undefined
  stid?: string | undefined
  /** Names of the variables that can be filled, besides `code`. */
  variables?: readonly string[]
  /** Whether calls to an account do not get through at the moment: then it comes after those that do. */
  isCut?: (accountId: string) => boolean
}

/** A signature and a template that nothing speaks against. */
export type Fit = {
  signature: CandidateSignature
  template: CandidateTemplate
  source: 'named' | 'default' | 'authorised' | 'general'
}
export type Selection = Fit | { reason: CannotSendReason; ssid?: string; stid?: string }

const ACCOUNT_REASONS = {
  paused: 'account_paused',
  rejected: 'account_rejected',
  unreadable: 'account_unreadable',
} as const

/** Why nothing is sent from an account in this state; `undefined` is the operator's account when there is none. */
export const accountObjection = (state: AccountState | undefined): CannotSendReason | null => {
  if (state === undefined) return 'general_not_available'
  return state === 'ready' || state === 'cannot_send' ? null : ACCOUNT_REASONS[state]
}

/** What is wrong with sending a code by this signature and template, if anything. */
export const objection = (
  choices: Choices,
  wanted: Wanted,
  signature: CandidateSignature,
  template: CandidateTemplate,
): CannotSendReason | null => {
  if (signature.accountId !== template.accountId) return 'different_accounts'
  const account = accountObjection(choices.accounts.get(template.accountId))
  if (account) return account
  if (!signature.approved) return 'signature_not_approved'
  if (!template.approved) return 'template_not_approved'
  if (template.region !== wanted.region) return 'region_mismatch'
  if (!template.variables.includes('code')) return 'not_for_codes'
  const filled = new Set(['code', ...(wanted.variables ?? [])])
  return template.variables.every((name) => filled.has(name)) ? null : 'variables_not_filled'
}

const named = (
  choices: Choices,
  wanted: Wanted,
  ssid: string,
  stid: string,
  source: 'named' | 'default',
): Selection => {
  const signature = choices.signatures.find((it) => it.ssid === ssid)
  const template = choices.templates.find((it) => it.stid === stid)
  const refuse = (reason: CannotSendReason): Selection => ({
    reason,
    ssid,
    stid,
  })
  if (!signature)
    return refuse(
      choices.others.ssids.has(ssid)
        ? 'signature_not_authorised'
        : isGeneralSsid(ssid)
          ? 'general_not_available'
          : 'signature_unknown',
    )
  if (!template)
    return refuse(
      choices.others.stids.has(stid)
        ? 'template_not_authorised'
        : isGeneralStid(stid)
          ? 'general_not_available'
          : 'template_unknown',
    )
  const reason = objection(choices, wanted, signature, template)
  return reason ? refuse(reason) : { signature, template, source }
}

/** The first combination that nothing speaks against; else the first objection met, which is that of the best candidate. */
const firstFit = (
  choices: Choices,
  wanted: Wanted,
  templates: CandidateTemplate[],
  signatures: CandidateSignature[],
): Selection | undefined => {
  let first: Selection | undefined
  for (const template of templates) {
    const own = signatures.filter((it) => it.accountId === template.accountId)
    if (own.length === 0) first ??= { reason: 'no_signature', stid: template.stid }
    for (const signature of own) {
      const reason = objection(choices, wanted, signature, template)
      if (!reason) return { signature, template, source: 'authorised' }
      first ??= { reason, ssid: signature.ssid, stid: template.stid }
    }
  }
  return first
}

const suiting = (choices: Choices, { purpose, region }: Wanted) => {
  const stid = generalStid(purpose, region)
  return {
    own: choices.templates.filter((it) => it.accountId !== GENERAL && it.purpose === purpose && it.region === region),
    general: choices.templates.filter((it) => it.accountId === GENERAL && it.stid === stid),
  }
}

/**
 * All that a code could be sent with when nothing is named, best first, one of each account: what is authorised, newest
 * template first, then the general entries. Accounts that refused their last SMS, or that calls do not get through to,
 * come after all others.
 */
const ranked = (choices: Choices, wanted: Wanted, signatures = choices.signatures): Fit[] => {
  const { own, general } = suiting(choices, wanted)
  const fits = new Map<string, Fit>()
  for (const template of [...own, ...general]) {
    const { accountId } = template
    if (fits.has(accountId)) continue
    const signature = signatures.find(
      (it) => it.accountId === accountId && objection(choices, wanted, it, template) === null,
    )
    if (signature)
      fits.set(accountId, { signature, template, source: accountId === GENERAL ? 'general' : 'authorised' })
  }
  const isLast = ({ template: { accountId } }: Fit) =>
    choices.accounts.get(accountId) === 'cannot_send' || wanted.isCut?.(accountId) === true
  const all = [...fits.values()]
  return [...all.filter((it) => !isLast(it)), ...all.filter(isLast)]
}

/**
 * What a code could be sent with when the first choice surely did not send it: other accounts, best first. None when the
 * caller named what to send with; a default is no such word, it says what goes first.
 */
export const alternatives = (choices: Choices, wanted: Wanted, first: Fit): Fit[] =>
  wanted.ssid === undefined && wanted.stid === undefined
    ? ranked(choices, wanted).filter(({ template }) => template.accountId !== first.template.accountId)
    : []

/**
 * Chooses what to send a code with: named ssid and stid win; else the App's default for purpose and region; else the
 * newest authorised template of that purpose and region with an authorised signature of the same account; else the
 * general ones. When only one of ssid and stid is named, the other is chosen among what fits it. An account that refused
 * its last SMS, or that calls do not get through to, comes after all others, unless it is named or a default's.
 *
 * A default that cannot be used is an answer, not a reason to look further: it was set on purpose, and sending with
 * something else in silence would hide that it is broken.
 */
export const select = (choices: Choices, wanted: Wanted): Selection => {
  const { purpose, region, ssid, stid } = wanted
  if (!choices.purposes.includes(purpose)) return { reason: 'purpose_unknown' }
  if (ssid !== undefined && stid !== undefined) return named(choices, wanted, ssid, stid, 'named')

  if (ssid === undefined && stid === undefined) {
    const set = choices.defaults.find((it) => it.purpose === purpose && it.region === region)
    if (set) return named(choices, wanted, set.ssid, set.stid, 'default')
  }

  if (ssid !== undefined && !choices.signatures.some((it) => it.ssid === ssid))
    return named(choices, wanted, ssid, '', 'named')
  const signatures = choices.signatures.filter((it) => ssid === undefined || it.ssid === ssid)

  if (stid !== undefined) {
    const template = choices.templates.find((it) => it.stid === stid)
    if (!template) return named(choices, wanted, signatures[0]?.ssid ?? GENERAL_SIGNATURE.ssid, stid, 'named')
    const found = firstFit(choices, wanted, [template], signatures)
    return found && 'template' in found ? { ...found, source: 'named' } : (found ?? { reason: 'no_signature', stid })
  }

  const [best] = ranked(choices, wanted, signatures)
  if (best) return ssid === undefined || best.source !== 'general' ? best : { ...best, source: 'named' }

  const suited = suiting(choices, wanted)
  const signaturesOf = (general: boolean) => signatures.filter((it) => (it.accountId === GENERAL) === general)
  const own = firstFit(choices, wanted, suited.own, signaturesOf(false))
  const general = firstFit(choices, wanted, suited.general, signaturesOf(true))
  // What the tenant has set up itself explains best; then what the operator has not.
  return (
    own ??
    general ?? {
      reason:
        generalStid(purpose, region) === undefined || choices.accounts.has(GENERAL)
          ? 'no_template'
          : 'general_not_available',
    }
  )
}

/** What only the operator can mend where it is about the general entries. */
const OF_GENERAL_ENTRIES: ReadonlySet<CannotSendReason> = new Set([
  'account_paused',
  'account_rejected',
  'account_unreadable',
  'signature_not_approved',
  'template_not_approved',
  'variables_not_filled',
  'not_for_codes',
])

/** Who can mend what stands in the way. */
const turnOf = (
  choices: Choices,
  { reason, ssid, stid }: Extract<Selection, { reason: CannotSendReason }>,
): NonNullable<SmsReadiness['turn']> => {
  if (reason === 'purpose_unknown') return 'operator'
  const atFault = choices.templates.find((it) => it.stid === stid) ?? choices.signatures.find((it) => it.ssid === ssid)
  return atFault?.accountId === GENERAL && OF_GENERAL_ENTRIES.has(reason) ? 'operator' : 'tenant'
}

const REGION_ORDER: readonly Region[] = ['domestic', 'international']

/** For every purpose and region whether a code can be sent now, with what, and if not, why. */
export const readiness = (choices: Choices): SmsReadiness[] =>
  choices.purposes.flatMap((purpose) =>
    REGION_ORDER.map((region) => {
      const selected = select(choices, { purpose, region })
      if ('reason' in selected) {
        const { reason, ssid = null, stid = null } = selected
        return {
          purpose,
          region,
          ready: false,
          source: null,
          ssid,
          stid,
          reason,
          warning: null,
          message: CANNOT_SEND[reason],
          turn: turnOf(choices, selected),
        }
      }
      const { signature, template, source } = selected
      // Still ready: an App that asks for no code any more would never learn that there is money again.
      const warning = choices.accounts.get(template.accountId) === 'cannot_send' ? 'account_cannot_send' : null
      return {
        purpose,
        region,
        ready: true,
        source: source as Exclude<typeof source, 'named'>,
        ssid: signature.ssid,
        stid: template.stid,
        reason: null,
        warning,
        message: warning && MAY_NOT_SEND[warning],
        turn: warning && (template.accountId === GENERAL ? 'operator' : 'tenant'),
      }
    }),
  )

/** The choices as they would be without something: what would stop is seen by comparing the two. */
export const without = (choices: Choices, gone: { accountId?: string; ssid?: string; stid?: string }): Choices => ({
  ...choices,
  signatures: choices.signatures.filter((it) => it.accountId !== gone.accountId && it.ssid !== gone.ssid),
  templates: choices.templates.filter((it) => it.accountId !== gone.accountId && it.stid !== gone.stid),
  // A default that names something deleted is deleted with it.
  defaults: choices.defaults.filter(
    (it) =>
      it.ssid !== gone.ssid &&
      it.stid !== gone.stid &&
      !choices.signatures.some((s) => s.ssid === it.ssid && s.accountId === gone.accountId) &&
      !choices.templates.some((t) => t.stid === it.stid && t.accountId === gone.accountId),
  ),
})
