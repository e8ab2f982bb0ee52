// What the documents' code finds in the app that it is put into.
import type { AppCaller, Caller, SmsServices } from '@sms-settings/fastify'
import type { FastifyRequest } from 'fastify'

type Answer = { id: string; phone: string }

declare global {
  /** A server to whose requests plain JavaScript has given no types. */
  const app: {
    sms: SmsServices
    // biome-ignore lint/suspicious/noExplicitAny: what JavaScript has
    post(path: string, handler: (request: { body: any; ip: string }) => unknown): void
    listen(options: { port: number }): Promise<string>
  }
  const yourSession: (
    request: FastifyRequest,
  ) => Promise<{ organisationId: string; id: string; smsPermissions: Caller['permissions'] } | null>
  const signedInWithin: (actorId: string, seconds: number) => Promise<boolean>
  const yourApps: {
    byKey(key: unknown): Promise<Pick<AppCaller, 'tenantId' | 'appId'> | null>
    page(
      tenantId: string,
      query: { search?: string | undefined; size: number; after?: string | undefined },
    ): Promise<{ items: { id: string; title: string }[]; next: string | null }>
    byIds(tenantId: string, ids: string[]): Promise<{ id: string; title: string }[]>
  }
  const assertGoodPassword: (password: string) => void
  const createUser: (phone: string, password: string) => Promise<{ id: string }>
  const userExists: (phone: string) => boolean
  const page: (text: string) => Promise<void>
  const show: (id: string | null) => void
  const post: (path: string, body: object) => Promise<Answer & never>
}
