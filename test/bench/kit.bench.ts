// What the kit weighs, how long a list of a thousand takes to draw, and what a keystroke of a code costs.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { CDPSession } from 'playwright-core'
import { launchBrowser, openPage, serveFixtures } from '../support/browser.ts'
import { gzip, KIT, sizeOf } from '../support/bundle.ts'
import { full, median, quantile, report, table } from './report.ts'

const DRAWN = full ? 30 : 8
const CODES = full ? 200 : 30
const INPUTS = ['ours', 'input-otp', 'native']
const LISTS = ['message log', 'plain table']
const NAMES: Record<string, string> = {
  ours: 'VerificationCodeInput',
  native: 'one `<input>` of the browser',
  'message log': 'MessageLog',
  'plain table': 'a bare `<table>` of the same texts',
}
const nameOf = (it: string) => NAMES[it] ?? it

const require = createRequire(import.meta.url)
const kib = (size: number) => `${size.toFixed(1)} KiB`
const sizes = [
  ...(await Promise.all(
    KIT.map(async ([name, code]) => {
      const { atOnce, later } = await sizeOf(code)
      return [name, kib(atOnce), later > 0 ? kib(later) : '']
    }),
  )),
  ['styles.css', kib(gzip(readFileSync(require.resolve('@sms-settings/react/styles.css')))), ''],
  [
    'input-otp',
    kib((await sizeOf("export { OTPInput } from 'input-otp'", new URL('./peers/', import.meta.url))).atOnce),
    '',
  ],
]

/** Milliseconds that the page's thread has worked so far: in all, and of these by JavaScript. */
type Work = { task: number; script: number; layout: number }
const workOf = async (session: CDPSession): Promise<Work> => {
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (...names: string[]) =>
    names.reduce((sum, name) => sum + 1000 * (metrics.find((it) => it.name === name)?.value ?? Number.NaN), 0)
  return { task: of('TaskDuration'), script: of('ScriptDuration'), layout: of('LayoutDuration', 'RecalcStyleDuration') }
}
const less = (a: Work, b: Work, times = 1): Work => ({
  task: (a.task - b.task) / times,
  script: (a.script - b.script) / times,
  layout: (a.layout - b.layout) / times,
})

const react = fileURLToPath(new URL('.', `file://${require.resolve('react/package.json')}`))
const reactDom = fileURLToPath(new URL('.', `file://${require.resolve('react-dom/package.json')}`))
const served = await serveFixtures({
  kit: {
    script: new URL('./kit.page.tsx', import.meta.url),
    // One React for all of them.
    alias: { react, 'react-dom': reactDom },
    isProduction: true,
    // Slots as the first page of input-otp's documents draws them.
    head: '<style>.slots{display:flex}.slot{position:relative;display:flex;height:3.5rem;width:3rem;align-items:center;justify-content:center;border:1px solid #888;font-size:1.375rem;font-weight:500;transition:all 200ms;outline:0 solid #333}.slot[data-active]{z-index:10;outline-width:2px}.caret{position:absolute;width:1px;height:2rem;background:#000;animation:blink 1s infinite}@keyframes blink{50%{opacity:0}}</style>',
  },
})
const browser = await launchBrowser()
try {
  const { page, complaints } = await openPage(browser, `${served.url}/kit`)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const settle = () => page.waitForTimeout(120)
  const turns = async (names: string[], times: number, one: (name: string) => Promise<void>) => {
    for (let at = -2; at < times; at++)
      for (let place = 0; place < names.length; place++) await one(names[(at + 2 + place) % names.length] as string)
  }

  const lists = new Map<string, (Work & { shown: number })[]>(LISTS.map((it) => [it, []]))
  await turns(LISTS, DRAWN, async (name) => {
    await session.send('HeapProfiler.collectGarbage')
    const before = await workOf(session)
    const shown = await page.evaluate((it) => window.drawn(it), name)
    lists.get(name)?.push({ shown, ...less(await workOf(session), before) })
    await page.evaluate(() => window.gone())
  })

  const inputs = new Map<string, Work[]>(INPUTS.map((it) => [it, []]))
  await turns(INPUTS, CODES, async (name) => {
    await page.evaluate((it) => window.drawn(it), name)
    await page.locator('input').focus()
    await settle()
    const before = await workOf(session)
    for (const digit of '482913') await page.keyboard.press(digit)
    await settle()
    inputs.get(name)?.push(less(await workOf(session), before, 6))
    if ((await page.locator('input').inputValue()) !== '482913') throw new Error(`${name} has not taken the code`)
    await page.evaluate(() => window.gone())
  })
  if (complaints.length > 0) throw new Error(complaints.join('\n'))

  /** Without the rounds that warmed it up. */
  const kept = <T>(them: T[]) => them.slice(2)
  const middle = <T>(them: T[], pick: (it: T) => number) => median(kept(them).map(pick))
  const beside = <T>(them: T[], base: T[], pick: (it: T) => number) =>
    median(kept(them).map((it, at) => pick(it) / pick(kept(base)[at] as T))).toFixed(2)
  const ms = (it: number, digits = 0) => `${it.toFixed(digits)} ms`
  report(
    'kit',
    `Minified and gzipped, React outside, as a host's bundler makes it.

${table(['', 'waited for', 'read later, if at all'], sizes)}

${DRAWN} times each in turns, in Chromium with React's production build, medians: from the first call to the frame after all 1,000 rows are there, and what the page's thread worked for it.

${table(
  ['1,000 rows', 'until shown', '÷ bare', 'p95', 'JavaScript', 'style and layout'],
  LISTS.map((name) => {
    const them = lists.get(name) ?? []
    const base = lists.get('plain table') ?? []
    return [
      nameOf(name),
      ms(middle(them, (it) => it.shown)),
      beside(them, base, (it) => it.shown),
      ms(
        quantile(
          kept(them).map((it) => it.shown),
          0.95,
        ),
      ),
      ms(middle(them, (it) => it.script)),
      ms(middle(them, (it) => it.layout)),
    ]
  }),
)}

${CODES} codes of six digits typed into each in turns, medians: what the page's thread works for one keystroke, from the key to the painted digit.

${table(
  ['a keystroke', 'in all', '÷ input-otp', 'JavaScript', '÷ input-otp', 'style and layout'],
  INPUTS.map((name) => {
    const them = inputs.get(name) ?? []
    const base = inputs.get('input-otp') ?? []
    return [
      nameOf(name),
      ms(
        middle(them, (it) => it.task),
        2,
      ),
      beside(them, base, (it) => it.task),
      ms(
        middle(them, (it) => it.script),
        2,
      ),
      beside(them, base, (it) => it.script),
      ms(
        middle(them, (it) => it.layout),
        2,
      ),
    ]
  }),
)}`,
  )
} finally {
  await browser.close()
  await served.close()
}
