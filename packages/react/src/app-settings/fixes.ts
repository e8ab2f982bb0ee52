import type { CannotSendReason, SmsAppSettings, SmsReadiness } from '@sms-settings/api'
import type { appWords } from './words.ts'

type Words = (typeof appWords)['en']
type Fix = keyof Words['fixes']
type OperatorFix = keyof Words['operatorFixes']

/** What a tenant does against each reason why no code can be sent, where nothing was set on purpose. */
const FIXES: Record<CannotSendReason, Fix> = {
  signature_unknown: 'signature',
  template_unknown: 'template',
  signature_not_authorised: 'signature',
  template_not_authorised: 'template',
  different_accounts: 'signature',
  signature_not_approved: 'approve',
  template_not_approved: 'approve',
  region_mismatch: 'template',
  variables_not_filled: 'template',
  not_for_codes: 'template',
  account_deleted: 'own',
  account_paused: 'resume',
  account_rejected: 'key',
  account_unreadable: 'secret',
  general_not_available: 'own',
  no_template: 'template',
  no_signature: 'signature',
  purpose_unknown: 'own',
}

/** Where a default stands in the way: what it names can be mended, or it cannot be used at all. */
const MENDED_WHERE_IT_IS: ReadonlySet<CannotSendReason> = new Set([
  'signature_not_authorised',
  'template_not_authorised',
  'signature_not_approved',
  'template_not_approved',
  'account_paused',
  'account_rejected',
  'account_unreadable',
])

/** What only the operator can do. */
const OPERATOR_FIXES: Record<CannotSendReason, OperatorFix> = {
  signature_unknown: 'entries',
  template_unknown: 'entries',
  signature_not_authorised: 'entries',
  template_not_authorised: 'entries',
  different_accounts: 'entries',
  signature_not_approved: 'approve',
  template_not_approved: 'approve',
  region_mismatch: 'entries',
  variables_not_filled: 'entries',
  not_for_codes: 'entries',
  account_deleted: 'entries',
  account_paused: 'entries',
  account_rejected: 'key',
  account_unreadable: 'key',
  general_not_available: 'entries',
  no_template: 'entries',
  no_signature: 'entries',
  purpose_unknown: 'purpose',
}

/** What helps, and where that is: in SMS Settings, or among the App's own defaults. */
export type Remedy =
  | { turn: 'tenant'; fix: Fix; place: 'settings' | 'defaults' }
  | { turn: 'operator'; fix: OperatorFix }

export const remedyFor = (
  { reason, turn, purpose, region }: SmsReadiness,
  { defaults }: Pick<SmsAppSettings, 'defaults'>,
): Remedy | null => {
  if (reason === null) return null
  if (turn === 'operator') return { turn, fix: OPERATOR_FIXES[reason] }
  const hasDefault = defaults.some((it) => it.purpose === purpose && it.region === region)
  if (hasDefault && !MENDED_WHERE_IT_IS.has(reason)) return { turn: 'tenant', fix: 'default', place: 'defaults' }
  return { turn: 'tenant', fix: FIXES[reason], place: 'settings' }
}
