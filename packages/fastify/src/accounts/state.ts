/** Whether an account can be sent from. `cannot_send` refused the last SMS: only a try shows whether it still would. */
export type AccountState = 'ready' | 'cannot_send' | 'paused' | 'rejected' | 'unreadable'

/** Whether an account can be sent from, by its stored status and health. */
export const accountState = (status: string, health: string): AccountState => {
  if (status === 'paused') return 'paused'
  return health === 'rejected' || health === 'unreadable' || health === 'cannot_send' ? health : 'ready'
}
