import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { SmsError, SmsSettingsDocument, SmsSettingsPlan } from '@sms-settings/api'
import Fastify, { type FastifyInstance } from 'fastify'
import { outstanding } from '../database/migrate.ts'
import type { SmsSettingsOptions } from '../options.ts'
import { alibabaCloud } from '../platforms/alibaba-cloud/index.ts'
import { mount } from '../plugin.ts'
import { platformOptions, type Surroundings } from './surroundings.ts'
import { Failed, Usage } from './usage.ts'

/** Apps are the host's, and the host is not here: those that are named are taken to be there. */
const namedApps = {
  list: async () => ({ items: [], nextCursor: null }),
  find: async (_tenantId: string, appIds: string[]) => appIds.map((appId) => ({ appId, name: appId })),
}

/** The plugin as a host would mount it, for the person who runs the command; it is not listened to. */
const mounted = async ({ flags, knex, secrets }: Surroundings): Promise<FastifyInstance> => {
  const { tenant } = flags
  if (!tenant) throw new Usage('Whose settings? Give --tenant')
  const database = knex()
  if ((await outstanding(database)).length > 0)
    throw new Usage('The database is not up to date: run "sms-settings migrate" first')
  const server = Fastify()
  const options: SmsSettingsOptions = {
    database,
    migrate: false,
    secrets: secrets(),
    authenticate: () => ({ tenantId: tenant, actorId: 'command', permissions: ['settings:read', 'settings:write'] }),
    identifyApp: () => null,
    apps: namedApps,
    platforms: [alibabaCloud(platformOptions(flags))],
  }
  // Nothing beside it: how long numbers are kept, and whom to ask what became of an SMS, only the host's options say.
  await mount(server, options, { background: false })
  return server
}

/** @throws {Usage} {Failed} with what the route says was wrong, with the document or with us */
const readAnswer = <T>({ statusCode, body }: { statusCode: number; body: string }): T => {
  const answer = JSON.parse(body) as T | SmsError
  if (statusCode === 200) return answer as T
  const { message } = answer as SmsError
  throw statusCode < 500 ? new Usage(message) : new Failed(message)
}

/** Prints the settings of a tenant as one document: that of `GET /settings/export`, which has no secrets in it. */
export const exportSettings = async (around: Surroundings): Promise<void> => {
  const server = await mounted(around)
  try {
    const document = readAnswer<SmsSettingsDocument>(await server.inject('/settings/export'))
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    const { accounts, apps } = document
    around.remark(`${accounts.length} accounts without their AccessSecrets, ${apps.length} Apps`)
  } finally {
    await server.close()
  }
}

const readDocument = async (path: string | undefined): Promise<string> => {
  if (!path) throw new Usage('Which file? sms-settings import FILE, or - for standard input')
  try {
    const document = await text(path === '-' ? process.stdin : createReadStream(path))
    JSON.parse(document)
    return document
  } catch (error) {
    const { code } = error as { code?: string }
    throw new Usage(code ? `${path} cannot be read (${code})` : `${path} is not JSON`)
  }
}

const MARKS = { create: 'add   ', update: 'change', keep: 'keep  ', skip: 'SKIP  ' }

/**
 * Brings in a document, by `POST /settings/import`.
 * @returns the exit code: 1 when something was left out
 */
export const importSettings = async (around: Surroundings): Promise<number> => {
  const { answer, flags, rest } = around
  const payload = await readDocument(rest[0])
  const server = await mounted(around)
  try {
    const { steps, applied } = readAnswer<SmsSettingsPlan>(
      await server.inject({
        method: 'POST',
        url: '/settings/import',
        query: flags['dry-run'] ? { dryRun: 'true' } : {},
        headers: { 'content-type': 'application/json' },
        payload,
      }),
    )
    const lines = steps.map(
      ({ action, kind, name, reason }) => `${MARKS[action]}  ${kind} ${name}${reason ? `: ${reason}` : ''}`,
    )
    const left = steps.filter(({ action }) => action === 'skip').length
    lines.push(
      '',
      `${steps.length - left} as in the document, ${left} left out${applied ? '' : '; nothing was written'}`,
    )
    answer(lines.join('\n'), { applied, steps })
    return left > 0 ? 1 : 0
  } finally {
    await server.close()
  }
}
