import { type Emulator, startEmulator } from '@sms-settings/emulator'
import type { PhoneVerificationProps } from '@sms-settings/react/phone-verification'
import type { FastifyInstance } from 'fastify'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { type Fixture, launchBrowser, serveFixtures } from '../../support/browser.ts'
import { sqliteDatabase } from '../../support/databases.ts'
import { createTestHost, type TestHostOptions } from '../../support/host.ts'

const FIXTURES: Record<string, Fixture> = { page: { script: new URL('app-page.tsx', import.meta.url) } }

let phones = 0
/** A national number of China that no other test has used. */
export const newPhone = () => `139${String(20_000_000 + phones++).padStart(8, '0')}`

/** A real server with an App's page under `/page`, an emulated platform behind it, and a browser in front. */
export const openAppHost = async (
  t: Test,
  verification: NonNullable<TestHostOptions['settings']>['verification'] = {},
  fixtures: Record<string, Fixture> = FIXTURES,
  /** Adds routes of the host's own. */
  withRoutes: (app: FastifyInstance) => void = () => {},
) => {
  const [emulator, served, browser, database] = await Promise.all([
    startEmulator({ flowControl: false, deliverAfter: 10 }),
    serveFixtures(fixtures),
    launchBrowser(t),
    sqliteDatabase(t),
  ])
  const counted = { start: 0, check: 0, resend: 0, cancel: 0, status: 0, keys: [] as string[] }
  let port = 0
  let app: FastifyInstance
  const listen = async () => {
    app = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: {
        verification: { limits: { phonePerMinute: 10, phonePerHour: 30, phonePerDay: 50 }, ...verification },
      },
      server: { forceCloseConnections: true },
    })
    app.addHook('onRequest', async ({ method, url, headers }) => {
      if (!url.startsWith('/sms/verifications')) return
      const kind = url.endsWith('/check')
        ? 'check'
        : url.endsWith('/resend')
          ? 'resend'
          : method === 'DELETE'
            ? 'cancel'
            : method === 'GET'
              ? 'status'
              : 'start'
      counted[kind] += 1
      if (kind === 'start') counted.keys.push(String(headers['idempotency-key']))
    })
    withRoutes(app)
    // The page comes from the same origin as the routes, as a host would serve it.
    app.get('/*', async ({ url }, reply) => {
      const response = await fetch(`${served.url}${url}`)
      return reply
        .code(response.status)
        .type(response.headers.get('content-type') ?? 'text/plain')
        .send(Buffer.from(await response.arrayBuffer()))
    })
    await app.listen({ port, host: '127.0.0.1' })
    port = (app.server.address() as { port: number }).port
  }
  await listen()
  t.teardown(async () => {
    await browser.close()
    await Promise.all([app.close(), served.close(), emulator.close()])
  })

  const complaints: string[] = []
  const watch = (page: Page) => {
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      // The browser itself writes of every refusal and every lost connection.
      if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text())
    })
    return page
  }
  return {
    url: `http://127.0.0.1:${port}`,
    browser: browser as Browser,
    emulator: emulator as Emulator,
    app: () => app,
    counted,
    complaints,
    /** The server goes, and comes back on the same port. */
    down: () => app.close(),
    up: listen,
    /** The code of the newest SMS to a number. @param count how many there have to be */
    codeOf: async (phone: string, count = 1) => (await emulator.outbox.waitFor(phone, { count })).params.code as string,
    /** A page in a browser of its own. */
    async visit(
      options: Partial<PhoneVerificationProps> = {},
      { path = '/page', ...browserOptions }: BrowserContextOptions & { path?: string } = {},
    ) {
      const context = await browser.newContext(browserOptions)
      await context.addInitScript((given) => {
        window.options = given
      }, options as never)
      t.teardown(() => context.close())
      return { context, page: await this.tab(context, path) }
    },
    async tab(context: BrowserContext, path = '/page') {
      const page = watch(await context.newPage())
      await page.goto(`http://127.0.0.1:${port}${path}`)
      return page
    },
  }
}

/** The parts of the page, as people and assistive technology find them. */
export const parts = (page: Page) => ({
  root: page.locator('[data-slot="phone-verification"]'),
  phone: page.getByRole('textbox', { name: /Phone number|手机号码/ }),
  country: page.getByRole('combobox', { name: /Country|国家/ }),
  send: page.locator('[data-slot="send"]'),
  code: page.getByRole('textbox', { name: /Verification code|验证码/ }),
  check: page.locator('[data-slot="check"]'),
  resend: page.locator('[data-slot="resend"]'),
  change: page.locator('[data-slot="change"]'),
  back: page.locator('[data-slot="back-to-code"]'),
  over: page.locator('[data-slot="over"]'),
  newCode: page.locator('[data-slot="new-code"]'),
  approved: page.locator('[data-slot="approved"]'),
  alert: page.getByRole('alert').filter({ hasText: /\S/ }),
  announcement: page.locator('[data-slot="announcement"]'),
  approvals: () => page.evaluate(() => window.approvals),
  view: (view: string) => page.locator(`[data-view="${view}"]`),
})

export const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000')
