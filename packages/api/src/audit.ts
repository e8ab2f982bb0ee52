import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { operation } from './operation.ts'
import { id, nullable, object, pageQuery, SEARCHED, searchedPage, time } from './schema.ts'
import { TAGS } from './tags.ts'

export const SmsAuditEntry = object(
  {
    id: Type.String({ description: 'The id of the entry.' }),
    at: time({ description: 'When it was changed.' }),
    actorId: Type.String({ description: 'Who changed it, as the host calls them.' }),
    action: Type.String({ description: 'What was done: `account.create`, `signature.authorise`, `app.policy`, …' }),
    target: object(
      {
        kind: Type.String({ description: '`account`, `signature`, `template`, `app`, …' }),
        id: Type.String({ description: 'Its id.' }),
        name: nullable(Type.String(), { description: 'How it was called then.' }),
      },
      { description: 'What was changed.' },
    ),
    before: nullable(Type.Record(Type.String(), Type.Unknown()), {
      description: 'The fields as they were; null for something new.',
    }),
    after: nullable(Type.Record(Type.String(), Type.Unknown()), {
      description: 'The fields as they became; null for something deleted.',
    }),
  },
  {
    $id: 'SmsAuditEntry',
    description: 'Who changed what. Secrets and whole phone numbers are left out.',
    examples: [story.auditEntry],
  },
)
export type SmsAuditEntry = Static<typeof SmsAuditEntry>

export const listAuditLog = operation({
  method: 'GET',
  url: '/audit-log',
  access: 'settings:read',
  schema: {
    operationId: 'listAuditLog',
    summary: 'Read the audit log',
    description: `Who changed which settings, and when. Entries are never changed. Newest first. ${SEARCHED}`,
    tags: [TAGS.audit],
    querystring: object({
      ...pageQuery,
      actorId: Type.Optional(
        id({ description: 'Only what this person changed, as the host calls them.', examples: [story.ACTOR_ID] }),
      ),
      targetId: Type.Optional(
        id({ description: 'Only changes of this account, signature, template or App.', examples: [story.ACCOUNT_ID] }),
      ),
      from: Type.Optional(
        time({ description: 'Only changes from this moment on.', examples: ['2026-11-23T00:00:00.000Z'] }),
      ),
      to: Type.Optional(
        time({ description: 'Only changes before this moment.', examples: ['2026-11-24T00:00:00.000Z'] }),
      ),
    }),
    response: { 200: searchedPage(SmsAuditEntry, 'A page of entries, newest first.') },
  },
})
