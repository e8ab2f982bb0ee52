import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, nullable, object, pageQuery, ref, SEARCHED, searchedPage, time } from './schema.ts'

/** Who changed what. Secrets and whole phone numbers are left out. */
export const SmsAuditEntry = object(
  {
    id: Type.String(),
    at: time(),
    actorId: Type.String(),
    action: Type.String({ examples: ['account.create'] }),
    target: object({
      kind: Type.String({ examples: ['account'] }),
      id: Type.String(),
      name: nullable(Type.String()),
    }),
    before: nullable(Type.Record(Type.String(), Type.Unknown())),
    after: nullable(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'SmsAuditEntry' },
)
export type SmsAuditEntry = Static<typeof SmsAuditEntry>

export const listAuditLog = operation({
  method: 'GET',
  url: '/audit-log',
  access: 'settings:read',
  schema: {
    operationId: 'listAuditLog',
    summary: 'Who changed what, when',
    description: `Newest first. ${SEARCHED}`,
    tags: ['SMS audit log'],
    querystring: object({
      ...pageQuery,
      actorId: Type.Optional(id()),
      targetId: Type.Optional(id()),
      from: Type.Optional(time()),
      to: Type.Optional(time()),
    }),
    response: { 200: searchedPage(ref(SmsAuditEntry)), ...errors() },
  },
})
