import type { SmsAccount, SmsCircuit } from '@sms-settings/api'
import type { Account, Counts } from './store.ts'

const iso = (at: number) => new Date(at).toISOString()

/** An account as people see it. */
export const toSmsAccount = (it: Account, counts: Counts, circuit: SmsCircuit): SmsAccount => ({
  id: it.id,
  platform: it.platform,
  name: it.name,
  note: it.note,
  accessKeyId: it.accessKeyId,
  settings: it.settings,
  status: it.status,
  health: {
    status: it.health,
    checkedAt: it.checkedAt === null ? null : iso(it.checkedAt),
    platformCode: it.healthCode,
  },
  circuit,
  ...counts,
  createdAt: iso(it.createdAt),
  updatedAt: iso(it.updatedAt),
})

/** What a change of an account looks like in the audit log: never the secret, not even sealed. */
export const audited = ({ name, note, platform, accessKeyId, settings, status }: Account) => ({
  name,
  note,
  platform,
  accessKeyId,
  settings,
  status,
})
