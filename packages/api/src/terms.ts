import { type Static, Type } from 'typebox'
import { oneOf } from './schema.ts'

/** `domestic` is mainland China (+86); everything else, Hong Kong, Macao and Taiwan included, is `international`. */
export const REGIONS = ['domestic', 'international'] as const
export type Region = (typeof REGIONS)[number]
export const region = (options: Record<string, unknown> = {}) =>
  oneOf(REGIONS, { description: '`domestic`: mainland China (+86). `international`: everywhere else.', ...options })

/** The purposes that are always there; a host may register more. */
export const PURPOSES = ['sign_up', 'log_in', 'reset_password'] as const

/** What a code is for: `sign_up`, `log_in`, `reset_password`, or one that the host registered. */
export const purpose = (options: Record<string, unknown> = {}) =>
  Type.String({
    description: 'What codes are for: `sign_up`, `log_in`, `reset_password`, or one that the host has registered.',
    examples: ['log_in'],
    ...options,
    pattern: '^[a-z][a-z0-9_]{0,31}$',
  })

/** How far a platform's review of a signature or template has come. Only `approved` is sent with. */
export const REVIEW_STATUSES = ['in_review', 'approved', 'rejected', 'cancelled', 'missing'] as const
export type ReviewStatus = (typeof REVIEW_STATUSES)[number]
export const reviewStatus = () =>
  oneOf(REVIEW_STATUSES, {
    description:
      "How far the platform's review has come. Only what is `approved` is sent with; what is `missing` is not there any more.",
  })

/**
 * Whose turn it is to mend something: of the person with the phone (`user`), of those who set up the tenant's SMS settings
 * and accounts (`tenant`), of those who run the server (`operator`), or of the platform.
 */
export const TURNS = ['user', 'tenant', 'operator', 'platform'] as const
export type Turn = (typeof TURNS)[number]

export const PERMISSIONS = ['settings:read', 'settings:write', 'messages:read', 'messages:send'] as const
/** What a person may do in the console. */
export type Permission = (typeof PERMISSIONS)[number]

/** Why a code cannot be sent with a signature and template. Each has a sentence of its own in `CANNOT_SEND`. */
export const CANNOT_SEND = {
  signature_unknown: 'There is no signature with this ssid',
  template_unknown: 'There is no template with this stid',
  signature_not_authorised: 'This App is not authorised to use the signature',
  template_not_authorised: 'This App is not authorised to use the template',
  different_accounts: 'The signature and the template belong to different SMS accounts',
  signature_not_approved: 'The signature is not approved on the platform',
  template_not_approved: 'The template is not approved on the platform',
  region_mismatch: 'The template is not for the region of this phone number',
  variables_not_filled: 'The template has variables that nobody fills',
  not_for_codes: 'The template has no ${code} variable',
  account_deleted: 'The SMS account has just been deleted',
  account_paused: 'The SMS account is paused',
  account_rejected: 'The platform rejects the AccessKey of the SMS account',
  account_unreadable: 'The stored secret of the SMS account cannot be opened: enter it again or restore its key',
  general_not_available: 'The operator has not set up the general signature and templates',
  no_template: 'No template is authorised for this purpose and region, and there is no general one',
  no_signature: 'No signature of the same SMS account as the template is authorised',
  purpose_unknown: 'This purpose is not registered',
} as const
export type CannotSendReason = keyof typeof CANNOT_SEND

/** Why a code may not get through although it is tried. */
export const MAY_NOT_SEND = {
  account_cannot_send:
    'The platform takes no SMS from the SMS account: look at its balance and state there. Each code is still tried, and the first that is taken ends this',
} as const
export type MayNotSend = keyof typeof MAY_NOT_SEND

export const cannotSendReason = (options: Record<string, unknown> = {}) =>
  oneOf(Object.keys(CANNOT_SEND) as CannotSendReason[], options)

export const Purpose = purpose()
export type Purpose = Static<typeof Purpose>
