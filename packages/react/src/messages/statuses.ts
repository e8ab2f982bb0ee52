import type { MessageStatus } from '@sms-settings/api'

/** In the order of an SMS's life; by value here, since the schemas weigh too much for a browser. */
export const MESSAGE_STATUSES = [
  'queued',
  'accepted',
  'delivered',
  'failed',
  'unknown',
] as const satisfies readonly MessageStatus[]

/** How a status looks. */
export const STATUS_TONES = {
  queued: 'info',
  accepted: 'info',
  delivered: 'success',
  failed: 'danger',
  unknown: 'warning',
} as const satisfies Record<MessageStatus, string>
