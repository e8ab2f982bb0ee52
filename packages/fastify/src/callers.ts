import type { Permission } from '@sms-settings/api'

/** A person in the console, as the host's `authenticate` says. */
export type Caller = {
  tenantId: string
  actorId: string
  permissions: readonly Permission[]
}

/** Who is named in the audit log when the platform itself has said that something changed. */
export const platformCaller = (tenantId: string): Caller => ({ tenantId, actorId: 'platform', permissions: [] })

/** An App that sends codes, as the host's `identifyApp` says; `ip` is the address of the one who asks. */
export type AppCaller = { tenantId: string; appId: string; ip: string | null }
