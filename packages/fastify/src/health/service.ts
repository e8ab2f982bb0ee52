import type { AlarmKind } from '@sms-settings/api'
import type { Connections } from '../accounts/connections.ts'
import type { AccountsService } from '../accounts/service.ts'
import type { AccountState } from '../accounts/state.ts'
import type { Account } from '../accounts/store.ts'
import type { AlarmsService } from '../alarms/service.ts'
import type { Snapshots } from '../apps/snapshot.ts'
import { isSmsError } from '../errors.ts'
import type { GeneralService } from '../general/service.ts'
import { GENERAL } from '../general-entries.ts'
import type { SendOutcome } from '../platforms/platform.ts'

type Parts = {
  accounts: AccountsService
  connections: Connections
  general: GeneralService
  alarms: AlarmsService
  /** What is cached of the general entries becomes stale. */
  snapshots: Pick<Snapshots, 'forgetAll'>
  /** Work that nobody waits for. */
  beside: (work: Promise<unknown>) => void
  now: () => number
}

/** However many sends meet the same trouble of the operator's account, a tenant's alarm is raised no more often. */
const TOLD_EVERY = 60_000
const TOLD_KEPT = 1000
/** How long an account was not reached before it is asked whether it can be again. */
const PROBED_AFTER = 60_000
const PROBED_AT_ONCE = 20
/** Gone, no longer set up, on a platform that is no longer used, or with a key that cannot be opened, of which another alarm tells. */
const GONE = ['SMS_ACCOUNT_NOT_FOUND', 'SMS_CANNOT_SEND', 'SMS_PLATFORM_UNKNOWN', 'SMS_SECRET_UNREADABLE']
const OF_GENERAL = ['account_cannot_send', 'key_rejected', 'platform_unreachable'] as const satisfies AlarmKind[]

/**
 * Follows how accounts are doing by what sends, circuits and the key ring tell, so that the next send does not run into
 * the same, and those who look after it are told.
 *
 * What is known of the operator's account is kept by each process, since it is in no table: one that goes wrong raises
 * an alarm for each tenant whose send met it, and by these alarms the other processes learn.
 */
export const createHealth = (parts: Parts) => {
  const { accounts, connections, general, alarms, snapshots, beside, now } = parts
  const told = new Map<string, number>()
  let checkedAt = 0

  const tellOfGeneral = (kind: AlarmKind, tenantId: string, platformCode: string | null) => {
    const key = `${kind} ${tenantId}`
    if ((told.get(key) ?? 0) > now() - TOLD_EVERY) return
    told.delete(key)
    told.set(key, now())
    if (told.size > TOLD_KEPT) told.delete(told.keys().next().value as string)
    beside(alarms.raise({ kind, tenantId, subject: { id: GENERAL, name: null }, accountId: null, platformCode }))
  }
  const endOfGeneral = async (kind: AlarmKind) => {
    for (const key of told.keys()) if (key.startsWith(`${kind} `)) told.delete(key)
    await alarms.endEverywhere(kind, GENERAL)
  }

  const onGeneralOutcome = (tenantId: string, outcome: SendOutcome) => {
    if (outcome.outcome === 'accepted') {
      if (!general.markCannotSend(false)) return
      snapshots.forgetAll()
      beside(endOfGeneral('account_cannot_send'))
      return
    }
    const { kind, code } = outcome.problem
    if (outcome.outcome === 'refused' && kind === 'account') {
      if (general.markCannotSend(true)) snapshots.forgetAll()
      tellOfGeneral('account_cannot_send', tenantId, code)
    }
    if (outcome.outcome === 'refused' && kind === 'credentials') {
      if (general.markRejected(true)) snapshots.forgetAll()
      tellOfGeneral('key_rejected', tenantId, code)
    }
    if (general.obstacle()) tellOfGeneral('platform_unreachable', tenantId, code)
  }

  connections.listen({
    onUnreadable({ tenantId, id, health }) {
      if (health !== 'unreadable') beside(accounts.markHealth(tenantId, id, 'unreadable', null))
    },
    // A circuit is each process's own; the alarm is everybody's.
    onCircuit({ tenantId, id, name }, { circuit, problem }) {
      if (circuit === 'closed') beside(alarms.end(tenantId, 'platform_unreachable', id))
      if (circuit !== 'open') return
      const finding = { accountId: id, subject: { id, name }, platformCode: problem?.code ?? null }
      beside(alarms.raise({ kind: 'platform_unreachable', tenantId, ...finding }))
    },
  })
  general.listen(({ circuit }) => {
    if (circuit === 'closed') beside(endOfGeneral('platform_unreachable'))
  })

  return {
    /**
     * Keeps what a send says of the account itself.
     * @param known how the account stood when it was chosen: an account in order costs a send no statement
     */
    onOutcome(tenantId: string, accountId: string, outcome: SendOutcome, known: AccountState): void {
      if (accountId === GENERAL) {
        onGeneralOutcome(tenantId, outcome)
        return
      }
      if (outcome.outcome === 'accepted' && known === 'cannot_send') beside(accounts.recovered(tenantId, accountId))
      if (outcome.outcome !== 'refused') return
      const { kind, code } = outcome.problem
      const learn = (health: Account['health']) => beside(accounts.markHealth(tenantId, accountId, health, code))
      if (kind === 'account' && known !== 'cannot_send') learn('cannot_send')
      if (kind === 'credentials') learn('rejected')
      if (kind === 'permission') learn('forbidden')
    },

    /**
     * Asks accounts that could not be reached a while ago whether they can be: the process whose circuit opened may be
     * gone, or have nothing to send. One process at a time is enough.
     * @throws what went wrong with one of them, when all have been asked
     */
    async probe(): Promise<void> {
      const unreached = await alarms.standing(['platform_unreachable'], {
        before: now() - PROBED_AFTER,
        atMost: PROBED_AT_ONCE,
      })
      const failures: unknown[] = []
      for (const { tenantId, kind, subjectId: id, subjectName: name, accountId } of unreached) {
        try {
          const account =
            id === GENERAL ? await general.connect() : connections.connectionOf(await accounts.need(tenantId, id))
          const { status, code } = await account.check()
          if (status !== 'unreachable') await alarms.end(tenantId, kind, id)
          else await alarms.raise({ kind, tenantId, accountId, subject: { id, name }, platformCode: code })
        } catch (error) {
          if (isSmsError(error) && GONE.includes(error.code)) await alarms.end(tenantId, kind, id)
          else failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },

    /** Learns what other processes have found out about the operator's account. Each process for itself. */
    async followGeneral(): Promise<void> {
      if (general.health() === null) return
      const open = await alarms.kindsOf(GENERAL, OF_GENERAL)
      if (general.markCannotSend(open.has('account_cannot_send'))) snapshots.forgetAll()
      // Nothing is sent with a rejected key, so only asking shows that it works again, or that it was replaced.
      if (!(general.isRejected() || open.has('key_rejected')) || checkedAt > now() - PROBED_AFTER) return
      checkedAt = now()
      const { status } = await (await general.connect()).check()
      if (status === 'unreachable') return
      if (general.markRejected(status === 'rejected')) snapshots.forgetAll()
      if (status !== 'rejected') await endOfGeneral('key_rejected')
    },
  }
}
export type Health = ReturnType<typeof createHealth>
