import type { SmsCircuit } from '@sms-settings/api'
import type { Database } from '../database/database.ts'
import { smsError } from '../errors.ts'
import type { PlatformAccount, Problem } from '../platforms/platform.ts'
import type { Platforms } from '../platforms/registry.ts'
import { type ConnectionState, type ResilientAccount, withResilience } from '../platforms/resilience.ts'
import { type KeyRing, Unreadable } from '../secrets/key-ring.ts'
import { type Account, createAccountStore } from './store.ts'

export const secretPlace = (accountId: string): string => `sms_accounts/sealed_secret/${accountId}`

type Parts = {
  database: Database
  platforms: Platforms
  keyRing: KeyRing
}

/** Who wants to know how accounts are doing. */
export type ConnectionListener = {
  /** The stored secret of an account could not be opened. */
  onUnreadable(account: Account): void
  /** The circuit of an account has opened, closed, or lets one call try. */
  onCircuit(account: Account, state: ConnectionState): void
}

const KEPT = 1000

/** What `send` would answer while the circuit is open. */
export const obstacleOf = (connection: ResilientAccount | null | undefined): Problem | null => {
  const state = connection?.state()
  if (state?.circuit !== 'open') return null
  return { kind: 'unreachable', code: 'CIRCUIT_OPEN', requestId: null, retryAfter: state.retryAfter ?? 1 }
}

/** The circuit of a connection; one that was not needed yet is closed. */
export const circuitOf = (connection: ResilientAccount | null | undefined): SmsCircuit => {
  const { circuit, retryAfter } = connection?.state() ?? { circuit: 'closed', retryAfter: null }
  return { state: circuit, retryAfter }
}

/**
 * Ready connections to accounts. One is kept as long as the account's credentials are the same: what was replaced, by
 * whichever process, takes effect with the next use.
 */
export const createConnections = ({ database, platforms, keyRing }: Parts) => {
  const listeners: ConnectionListener[] = []
  const store = createAccountStore(database)
  const kept = new Map<string, { seen: Set<string>; credentials: string; connection: ResilientAccount }>()

  const open = (account: Account): string => {
    try {
      return keyRing.open(account.sealedSecret, secretPlace(account.id))
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      for (const it of listeners) it.onUnreadable(account)
      throw smsError('SMS_SECRET_UNREADABLE', [`account ${account.id}: ${error.message}`], {}, error)
    }
  }

  const connectionOf = (account: Account): ResilientAccount => {
    const { accessKeyId, settings, sealedSecret } = account
    const known = kept.get(account.id)
    const stored = JSON.stringify([accessKeyId, settings, sealedSecret])
    if (known?.seen.has(stored)) return known.connection
    const secret = open(account)
    const credentials = JSON.stringify([accessKeyId, settings, secret])
    // Only sealed anew: what is known of the way to the platform holds.
    if (known?.credentials === credentials) {
      known.seen.add(stored)
      return known.connection
    }
    const platform = platforms.get(account.platform)
    const connection = withResilience(platform.connect({ accessKeyId, accessKeySecret: secret, settings }), {
      onStateChange: (state) => {
        for (const it of listeners) it.onCircuit(account, state)
      },
    })
    kept.set(account.id, { seen: new Set([stored]), credentials, connection })
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string)
    return connection
  }

  return {
    listen: (listener: ConnectionListener): void => {
      listeners.push(listener)
    },

    connectionOf,

    /** @throws `SMS_ACCOUNT_NOT_FOUND`, `SMS_SECRET_UNREADABLE` */
    async connect(tenantId: string, accountId: string): Promise<PlatformAccount> {
      const account = await store.find(tenantId, accountId)
      if (!account) throw smsError('SMS_ACCOUNT_NOT_FOUND', [accountId])
      return connectionOf(account)
    },

    /** Why a call would not get through at the moment, as far as this process knows. */
    obstacle: (accountId: string): Problem | null => obstacleOf(kept.get(accountId)?.connection),

    /** How the way to an account is, as this process sees it. */
    circuit: (accountId: string): SmsCircuit => circuitOf(kept.get(accountId)?.connection),
  }
}
export type Connections = ReturnType<typeof createConnections>
