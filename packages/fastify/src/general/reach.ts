import { CANNOT_SEND } from '@sms-settings/api'
import type { Connections } from '../accounts/connections.ts'
import type { AccountsService } from '../accounts/service.ts'
import { type AccountState, accountState } from '../accounts/state.ts'
import type { Account } from '../accounts/store.ts'
import { isSmsError, smsError } from '../errors.ts'
import { GENERAL } from '../general-entries.ts'
import type { PlatformAccount, Problem } from '../platforms/platform.ts'
import type { GeneralService } from './service.ts'

type Parts = {
  accounts: AccountsService
  connections: Connections
  general: GeneralService
}

const isGone = (error: unknown) => isSmsError(error) && error.code === 'SMS_ACCOUNT_NOT_FOUND'

/** The way to any account, a tenant's or the operator's (`general`). */
export const createReach = ({ accounts, connections, general }: Parts) => {
  /** @throws `SMS_ACCOUNT_NOT_FOUND`, `SMS_SECRET_UNREADABLE`, or `SMS_CANNOT_SEND` when the operator has none */
  const connect = (tenantId: string, accountId: string): Promise<PlatformAccount> =>
    accountId === GENERAL ? general.connect() : connections.connect(tenantId, accountId)

  return {
    connect,

    /**
     * To send with: an account that was deleted since it was chosen is no "not found" of the one who asks for a code.
     * @param known the account, if it has just been read
     * @throws `SMS_CANNOT_SEND`, `SMS_SECRET_UNREADABLE`
     */
    async connectToSend(tenantId: string, accountId: string, known?: Account | null): Promise<PlatformAccount> {
      if (known) return connections.connectionOf(known)
      try {
        return await connect(tenantId, accountId)
      } catch (error) {
        if (!isGone(error)) throw error
        throw smsError('SMS_CANNOT_SEND', [CANNOT_SEND.account_deleted], { reason: 'account_deleted' }, error)
      }
    },

    /** To ask about what was sent long ago: null when the account is gone. */
    async connectToAsk(tenantId: string, accountId: string | null): Promise<PlatformAccount | null> {
      try {
        return await connect(tenantId, accountId ?? GENERAL)
      } catch (error) {
        if (isGone(error)) return null
        throw error
      }
    },

    /** Why a call would not get through at the moment, as far as this process knows. */
    obstacle: (accountId: string): Problem | null =>
      accountId === GENERAL ? general.obstacle() : connections.obstacle(accountId),

    /** Whether an account can be sent from; undefined for the operator's when there is none. */
    async state(tenantId: string, accountId: string): Promise<AccountState | undefined> {
      if (accountId === GENERAL) return general.choices().account?.state
      const { status, health } = await accounts.need(tenantId, accountId)
      return accountState(status, health)
    },
  }
}
export type Reach = ReturnType<typeof createReach>
