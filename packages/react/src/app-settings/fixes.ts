import type { CannotSendReason } from '@sms-settings/api'
import type { appWords } from './words.ts'

type Fix = keyof (typeof appWords)['en']['fixes']

/** What helps against each reason why no code can be sent. */
export const FIXES: Record<CannotSendReason, Fix> = {
  signature_unknown: 'other',
  template_unknown: 'other',
  signature_not_authorised: 'authorise',
  template_not_authorised: 'authorise',
  different_accounts: 'other',
  signature_not_approved: 'approve',
  template_not_approved: 'approve',
  region_mismatch: 'other',
  variables_not_filled: 'other',
  not_for_codes: 'other',
  account_deleted: 'other',
  account_paused: 'resume',
  account_rejected: 'key',
  account_unreadable: 'key',
  general_not_available: 'operator',
  no_template: 'authorise',
  no_signature: 'authorise',
  purpose_unknown: 'operator',
}
