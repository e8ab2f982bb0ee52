import { type Emulator, startEmulator } from '@sms-settings/emulator'
import type { Browser, BrowserContextOptions, Cookie, Page } from 'playwright-core'
import type { Test } from 'tap'
import { demoGeneral } from '../../examples/host/server/emulator.ts'
import { createHost } from '../../examples/host/server/host.ts'
import { launchBrowser } from './browser.ts'
import { sqliteDatabase, type TestDatabase } from './databases.ts'
import { TEST_PASSWORD_COST, TEST_SECRETS } from './secrets.ts'

/** The example host with its pages, an emulator beside it, and a browser to walk through both. */
export type ConsoleUnderTest = {
  url: string
  emulator: Emulator
  /** Counts what has happened in the statistics, also what would be counted later. */
  countNow: () => Promise<void>
  browser: Browser
  /** Where the example keeps all. */
  database: TestDatabase
  /** A new person at a new browser, signed in to the console. */
  visit: (options?: Visit) => Promise<Visitor>
  /** Takes the server away, and brings it back on the same port and database. */
  down: () => Promise<void>
  up: () => Promise<void>
}

export type Visit = {
  /** Who signs in. @default ada@acme.example */
  email?: string
  locale?: 'en' | 'zh-CN'
  colorScheme?: 'auto' | 'light' | 'dark'
  path?: string
  context?: BrowserContextOptions
}

export type Visitor = {
  page: Page
  /** What the browser complained about, refusals by the server left out. */
  complaints: string[]
}

/** Calls the server as the person whose page it is: at another desk, as far as what is drawn there knows. */
export const api = (page: Page, method: string, path: string, body?: unknown) =>
  page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(`/sms${path}`, {
        method: method as string,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      return response.status === 204 ? {} : response.json()
    },
    [method, path, body] as const,
  )

export const startConsole = async (t: Test): Promise<ConsoleUnderTest> => {
  const database = await sqliteDatabase(t)
  const emulator = await startEmulator({ flowControl: false })
  const browser = await launchBrowser(t)
  const create = async () =>
    createHost({
      database: database.config(),
      secrets: TEST_SECRETS,
      smsEndpoint: emulator.endpoint,
      general: demoGeneral,
      demo: true,
      passwordCost: TEST_PASSWORD_COST,
      phonePage: emulator.url,
      // A test signs up, logs in and resets in one minute.
      verification: { limits: { phonePerMinute: 10, phonePerHour: 30, ipPerHour: 1000 } },
    })
  let host = await create()
  const url = await host.listen({ port: 0, host: '127.0.0.1' })
  const port = Number(new URL(url).port)
  t.teardown(async () => {
    await browser.close()
    await host.close()
    await emulator.close()
  })

  /** By e-mail: to sign in costs a second of the machine each time, as it must with passwords. */
  const sessions = new Map<string, Cookie[]>()

  return {
    url,
    countNow: () => host.sms.statistics.bringUpToDate(),
    emulator,
    browser,
    database,
    async visit({ email = 'ada@acme.example', locale = 'en', colorScheme = 'light', path = '/', context = {} } = {}) {
      const made = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context })
      await made.addInitScript(
        (preferences) => localStorage.setItem('console-preferences', JSON.stringify(preferences)),
        { locale, colorScheme },
      )
      const page = await made.newPage()
      page.setDefaultTimeout(8000)
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (!['error', 'warning'].includes(message.type())) return
        // The browser reports each answer of 400 and above: refusals are what these tests are about.
        if (message.text().startsWith('Failed to load resource')) return
        complaints.push(message.text())
      })
      const isConsole = !path.startsWith('/shop')
      if (isConsole) await made.addCookies(sessions.get(email) ?? [])
      await page.goto(`${url}${path}`, { waitUntil: 'load' })
      if (isConsole) {
        const [signIn, navigation] = [page.getByRole('button', { name: email }), page.locator('nav')]
        await signIn.or(navigation).waitFor()
        // Not yet, or the last one was ended.
        if (await signIn.isVisible()) {
          await signIn.click()
          await navigation.waitFor()
          sessions.set(email, await made.cookies())
        }
      }
      return { page, complaints }
    },
    down: () => host.close(),
    async up() {
      host = await create()
      await host.listen({ port, host: '127.0.0.1' })
    },
  }
}
