import cookie from '@fastify/cookie'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import {
  alibabaCloud,
  type GeneralOptions,
  type SecretsOptions,
  smsSettings,
  tableDirectory,
  type VerificationOptions,
} from '@sms-settings/fastify'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import knexModule, { type Knex } from 'knex'
import { appUserRoutes } from './app-users/routes.ts'
import { createAppUsers } from './app-users/service.ts'
import { createAppUserStore } from './app-users/store.ts'
import { createApps } from './apps/apps.ts'
import { appRoutes } from './apps/routes.ts'
import { addDemo, demoFacts } from './demo.ts'
import { APP_KEY, describeRoutes, NOBODY, SIGNED_IN } from './docs.ts'
import { answerErrors } from './errors.ts'
import { migrateHost } from './migrations/migrate.ts'
import { pages } from './pages.ts'
import { createAttempts } from './session/attempts.ts'
import { createPasswords, type PasswordCost } from './session/passwords.ts'
import { createPeople } from './session/people.ts'
import { createWhoCalls, sessionRoutes } from './session/routes.ts'
import { createSessions } from './session/tokens.ts'

export type HostOptions = {
  /** An instance stays yours to close; of a configuration the host makes its own. */
  database: Knex | Knex.Config
  /** The key ring that SMS Settings seals with. */
  secrets: SecretsOptions
  /** `host:port` of the emulator. Left out: the real Alibaba Cloud. */
  smsEndpoint?: string
  /** The operator's account behind the general signature and templates. */
  general?: GeneralOptions
  /** How codes are made, sent and limited. */
  verification?: VerificationOptions
  /** Adds the demo's people and Apps. @default false */
  demo?: boolean
  /** What it costs to look at a password. @default as OWASP has it */
  passwordCost?: PasswordCost
  /** Where a person reads the emulator's SMS; `/phone` leads there. */
  phonePage?: string
  logger?: FastifyServerOptions['logger']
}

const HOUR = 3600

/** The host, ready to listen or to be injected into. Closing it closes what it opened. */
export const createHost = async (options: HostOptions): Promise<FastifyInstance> => {
  const {
    database,
    secrets,
    smsEndpoint,
    general,
    verification = {},
    demo = false,
    passwordCost,
    phonePage,
    logger = false,
  } = options
  const owned = typeof database !== 'function'
  const knex = owned ? knexModule.default(database) : database
  try {
    return await mount(knex)
  } catch (error) {
    if (owned) await knex.destroy()
    throw error
  }

  async function mount(knex: Knex): Promise<FastifyInstance> {
    const attempts = createAttempts(knex)
    const passwords = createPasswords(passwordCost)
    const people = createPeople(knex, attempts, passwords)
    const apps = createApps(knex)
    const users = createAppUserStore(knex)
    const signIns = createSessions(knex, 'sessions', 12 * HOUR)
    const logIns = createSessions(knex, 'app_sessions', 30 * 24 * HOUR)
    const whoCalls = createWhoCalls(people, signIns)
    await migrateHost(knex)
    if (demo) await addDemo(knex, people)

    // The host's own ways with input: unknown fields are dropped here and refused under /sms, without any clash.
    const host = Fastify({
      logger,
      ajv: { customOptions: { removeAdditional: 'all', coerceTypes: false } },
    }).withTypeProvider<TypeBoxTypeProvider>()
    // Hooks of closing run last to first: the database outlives everything that uses it.
    host.addHook('onClose', async () => {
      if (owned) await knex.destroy()
    })
    const sweep = () => Promise.all([signIns.sweep(), logIns.sweep(), attempts.sweep()])
    const sweeping = setInterval(() => sweep().catch(() => host.log.warn('sweeping failed')), HOUR * 1000).unref()
    host.addHook('preClose', async () => clearInterval(sweeping))

    // Bodies are JSON: a page of another site can send text unasked, but not this.
    host.removeContentTypeParser('text/plain')
    answerErrors(host)
    await host.register(cookie)
    await describeRoutes(host)

    await host.register(smsSettings, {
      prefix: '/sms',
      database: knex,
      secrets,
      authenticate: async (request) => {
        const person = await whoCalls(request)
        return person && { tenantId: person.tenantId, actorId: person.id, permissions: person.permissions }
      },
      identifyApp: (request) => apps.of(request),
      apps: tableDirectory({ knex }),
      ...(general ? { general } : {}),
      verification,
      platforms: [alibabaCloud(smsEndpoint ? { endpoint: smsEndpoint, protocol: 'http' } : {})],
      // Whoever runs this on their own machine; a host that others reach asks for a token of its own.
      metrics: { authorise: ({ ip }) => ip === '127.0.0.1' || ip === '::1' },
      openapi: { security: { settings: SIGNED_IN, apps: APP_KEY, metrics: NOBODY } },
      hooks: { onAlarm: (alarm) => host.log.warn({ alarm }, 'SMS Settings raises an alarm') },
    })

    await host.register(sessionRoutes, { people, sessions: signIns, whoCalls })
    await host.register(appRoutes, { apps, whoCalls })
    const { verifications } = host.sms
    await host.register(appUserRoutes, {
      prefix: '/app',
      apps,
      users: createAppUsers({ verifications, store: users, sessions: logIns, attempts, passwords }),
      sessions: logIns,
      verifications,
    })

    await host.register(pages, { demo: demo ? demoFacts : undefined, phonePage })
    return host
  }
}
