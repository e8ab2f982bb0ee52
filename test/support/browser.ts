import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { findBrowser } from './debian.mjs'

// To look for what an `import` could name in its megabytes takes as long as to read them.
const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core')

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page is closed before what its scripts gain by being compiled twice more is as much as that costs.
  '--js-flags=--no-opt --no-maglev',
]

/** A real Chromium: the system's. What a subtest of `t` opens in it is closed with that subtest, and all with `t`. */
export const launchBrowser = async (t?: Test): Promise<Browser> => {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('there is no Chromium: install one, or name it by CHROMIUM=/path/to/chromium')
  const browser = await chromium.launch({ executablePath, args: FLAGS })
  if (!t) return browser
  t.teardown(() => browser.close())
  // Of the subtests under way, the outermost first.
  const openBefore: BrowserContext[][] = []
  t.beforeEach(() => {
    openBefore.push(browser.contexts())
  })
  t.afterEach(async () => {
    const before = openBefore.pop() ?? []
    for (const context of browser.contexts()) if (!before.includes(context)) await context.close()
  })
  return browser
}

/** A page's script and its head and body, as a host would build and serve them. */
export type Fixture = {
  /** A `.tsx` file that draws into `#root`. */
  script: URL
  /** Put into the head, after the kit's own sheet. */
  head?: string
  /** Instead of `<div id="root"></div>`. */
  body?: string
  /** Attributes of the `html` element. */
  attributes?: string
  /** Leaves the kit's sheet out. */
  withoutStyles?: boolean
  /** The version of React, by the name of its package: `react` unless said otherwise. */
  alias?: Record<string, string>
  /** As it is deployed: minified, and React without its checks. */
  isProduction?: boolean
}

/** Serves fixtures over HTTP, each bundled as a host's own bundler would. */
export const serveFixtures = async (fixtures: Record<string, Fixture>) => {
  const styles = createRequire(import.meta.url).resolve('@sms-settings/react/styles.css')
  const bundles = new Map<string, Promise<string>>()
  /** Several fixtures may have one script: it is bundled once. */
  const bundled = ({ script, alias, isProduction = false }: Fixture) => {
    const key = JSON.stringify([script.href, alias, isProduction])
    const bundle =
      bundles.get(key) ??
      build({
        entryPoints: [fileURLToPath(script)],
        bundle: true,
        write: false,
        format: 'esm',
        jsx: 'automatic',
        // Names are kept, since messages have them.
        minifyWhitespace: true,
        minifySyntax: true,
        minifyIdentifiers: isProduction,
        define: { 'process.env.NODE_ENV': isProduction ? '"production"' : '"development"' },
        loader: { '.css': 'empty' },
        ...(alias ? { alias } : {}),
        logLevel: 'error',
      }).then(({ outputFiles }) => outputFiles[0]?.text ?? '')
    bundles.set(key, bundle)
    return bundle
  }
  await Promise.all(Object.values(fixtures).map(bundled))
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    const [name = '', file] = pathname.slice(1).split('/')
    const fixture = fixtures[name]
    if (!fixture) return response.writeHead(404).end()
    if (file === 'script.js')
      return response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(await bundled(fixture))
    if (file === 'styles.css')
      return response.writeHead(200, { 'content-type': 'text/css; charset=utf-8' }).end(await readFile(styles))
    const { head = '', body = '<div id="root"></div>', attributes = 'lang="en"', withoutStyles } = fixture
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><html ${attributes}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${name}</title>${withoutStyles ? '' : `<link rel="stylesheet" href="/${name}/styles.css">`}${head}</head><body>${body}<script type="module" src="/${name}/script.js"></script></body></html>`,
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A page that notes what a console would show: errors and warnings are a test's business. */
export const openPage = async (browser: Browser, url: string, options: BrowserContextOptions = {}) => {
  const context = await browser.newContext(options)
  const page: Page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await page.goto(url, { waitUntil: 'load' })
  return { page, context, complaints }
}

/** Pastes by the keyboard what {@link copy} has copied. The browser asks for it in its own time: it is waited for. */
export const paste = async (page: Page) => {
  const pasted = await page.evaluateHandle(() => {
    const event = new Promise((resolve) => document.addEventListener('paste', resolve, { once: true, capture: true }))
    return { done: () => Promise.race([event, new Promise((resolve) => setTimeout(resolve, 1000))]).then(() => {}) }
  })
  await page.keyboard.press('ControlOrMeta+V')
  await pasted.evaluate(({ done }) => done())
}

export const copy = (page: Page, text: string) => page.evaluate((it) => navigator.clipboard.writeText(it), text)
