import { stripVTControlCharacters } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import t from 'tap'
import { launchBrowser } from '../support/browser.ts'
import { buildStorybook, type Entry, entries, serveStorybook } from './built.ts'

/**
 * How each story is shown and played. In the other colours it is looked at once more when it is done: they change what can
 * be read, and nothing else.
 */
const SURROUNDINGS = [
  { locale: 'en', theme: 'light' },
  { locale: 'zh-CN', theme: 'dark' },
] as const
type Surroundings = (typeof SURROUNDINGS)[number]

/** Every story in both of them: by itself each is shown in one, since that takes minutes. */
const IN_BOTH = process.env.STORIES === 'all'

/** Until a story has to be done. */
const PATIENCE = 30_000

/** What Storybook says in its channel when a story is done, or cannot be. */
type Outcome = { event: string; payload: unknown }

declare global {
  interface Window {
    axe: { run: (context: object, options: object) => Promise<{ violations: Violation[] }> }
    __STORYBOOK_ADDONS_CHANNEL__: {
      on: (event: string, heard: (payload: unknown) => void) => void
      emit: (event: string, payload: unknown) => void
    }
    /** What came last. */
    outcome: Promise<Outcome>
    /** Goes to a story as a person does who presses its name. */
    goTo: (storyId: string) => void
  }
}

/** Listens from the moment that the channel is there: what is said before anyone listens is lost. */
const listen = () => {
  let channel: Window['__STORYBOOK_ADDONS_CHANNEL__']
  let settle: (outcome: Outcome) => void
  // What axe found in order is a list of everything on the page: seconds to hand it over.
  const told = ({ status, reporters }: Finished): Finished => ({
    status,
    reporters: reporters.map(({ type, status, result: { violations, error } = {} }) => ({
      type,
      status,
      result: { ...(violations ? { violations } : {}), ...(error ? { error } : {}) },
    })),
  })
  const await_ = () => {
    window.outcome = new Promise((resolve) => {
      settle = resolve
    })
  }
  await_()
  window.goTo = (storyId) => {
    await_()
    channel.emit('setCurrentStory', { storyId, viewMode: 'story' })
  }
  Object.defineProperty(window, '__STORYBOOK_ADDONS_CHANNEL__', {
    configurable: true,
    get: () => channel,
    set: (it: typeof channel) => {
      channel = it
      for (const event of [
        'storyFinished',
        'docsRendered',
        'playFunctionThrewException',
        'unhandledErrorsWhilePlaying',
        'storyErrored',
        'storyThrewException',
        'storyMissing',
      ])
        it.on(event, (payload) =>
          settle({ event, payload: event === 'storyFinished' ? told(payload as Finished) : payload }),
        )
    },
  })
}

type Violation = { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }
type Finished = {
  status: string
  reporters: { type: string; status: string; result?: { violations?: Violation[]; error?: unknown } }[]
}

const violationText = ({ id, help, nodes }: Violation) =>
  [`axe ${id}: ${help}`, ...nodes.map(({ html, failureSummary = '' }) => `  ${html}\n  ${failureSummary}`)].join('\n')

/** What was thrown, without the colours of a terminal, the frames of what is minified and the whole page. */
const thrownText = (payload: unknown) => {
  const { message, description } = (Array.isArray(payload) ? payload[0] : payload) ?? {}
  const text = String(message ?? description ?? JSON.stringify(payload)).split('Ignored nodes:')[0] ?? ''
  return stripVTControlCharacters(text).trim()
}

/** What is wrong with how a story ended, in words. */
const troublesOf = ({ event, payload }: Outcome): string[] => {
  if (event === 'docsRendered') return []
  if (event !== 'storyFinished') return [`${event}: ${thrownText(payload)}`]
  const { status, reporters } = payload as Finished
  const axe = reporters.find(({ type }) => type === 'a11y')
  const violations = axe?.result?.violations?.map(violationText) ?? []
  return [
    ...violations,
    ...(axe ? [] : ['axe has not looked at it']),
    ...(axe?.result?.error ? [`axe failed: ${JSON.stringify(axe.result.error)}`] : []),
    ...(status === 'success' || violations.length > 0 ? [] : [`it ended as “${status}”`]),
  ]
}

/** What axe says of the colours when all that is light becomes dark, or the other way round. */
const inOtherColours = async (theme: string) => {
  const other = theme === 'light' ? 'dark' : 'light'
  const turned = ['data-theme', 'data-color-scheme'].flatMap((name) =>
    [...document.querySelectorAll(`[${name}="${theme}"]`)].map((element) => ({ name, element })),
  )
  for (const { name, element } of turned) element.setAttribute(name, other)
  const { violations } = await window.axe.run(
    { include: document.body, exclude: ['[data-live-announcer]', '.sb-wrapper'] },
    { runOnly: ['color-contrast', 'link-in-text-block'], resultTypes: ['violations'] },
  )
  // The next story is drawn into the same elements, by one who does not know that they were changed.
  for (const { name, element } of turned) element.setAttribute(name, theme)
  return violations
}

const inTime = async <T>(what: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${PATIENCE / 1000} s`)), PATIENCE)
  })
  return Promise.race([what, late]).finally(() => clearTimeout(timer))
}

/**
 * A page of the Storybook in some surroundings, that goes from story to story as a person does. After a story that went
 * wrong it is opened anew, so that none suffers from another.
 */
const openPage = (context: BrowserContext, url: string, { locale, theme }: Surroundings) => {
  let page: Page | undefined
  /** What was told of since it was opened, or since the last story. */
  let heard: string[] = []

  const visit = async ({ id, type }: Entry) => {
    if (page && type === 'story') {
      await page.evaluate((storyId) => window.goTo(storyId), id)
      return page
    }
    await page?.close()
    page = await context.newPage()
    page.on('pageerror', (error) => heard.push(`error on the page: ${error.stack ?? error}`))
    page.on('console', (message) => {
      if (message.type() === 'error')
        heard.push(`console: ${stripVTControlCharacters(message.text()).slice(0, 500)} (${message.location().url})`)
    })
    await page.goto(`${url}/iframe.html?viewMode=${type}&id=${id}&globals=locale:${locale};theme:${theme}`)
    return page
  }

  /** @returns what is wrong with it */
  return async (entry: Entry): Promise<string[]> => {
    heard = []
    const troubles: string[] = []
    try {
      const shown = await visit(entry)
      const outcome = troublesOf(await inTime(shown.evaluate(() => window.outcome)))
      // A play that throws is told in the console as well.
      troubles.push(...(outcome.length > 0 ? outcome : heard))
      if (entry.type === 'story' && outcome.length === 0)
        troubles.push(
          ...(await shown.evaluate(inOtherColours, theme)).map((it) => `in the other colours: ${violationText(it)}`),
        )
      if (entry.type === 'docs' && (await shown.locator('.docblock-argstable-body tr').count()) === 0)
        troubles.push('it documents no props')
    } catch (error) {
      troubles.push(String(error), ...heard)
    }
    if (troubles.length > 0 || entry.type === 'docs') {
      await page?.close()
      page = undefined
    }
    return troubles
  }
}

// To build it and to look at it have their time each: it is built only when it has changed.
t.setTimeout(200_000)
await buildStorybook()
t.setTimeout(400_000)

await t.test('every story ends well, and axe has nothing against it', async (t) => {
  const browser = await launchBrowser(t)
  const server = await serveStorybook()
  t.teardown(async () => {
    await browser.close()
    await server.close()
  })
  // Things that move have no colour that could be judged yet.
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1200, height: 900 } })
  await context.addInitScript(listen)
  const all = entries()
  t.ok(all.length > 0, 'there are stories')

  const work = async (surroundings: Surroundings, waiting: Entry[]) => {
    const look = openPage(context, server.url, surroundings)
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      const troubles = await look(entry)
      const name = `${entry.title}: ${entry.name} (${surroundings.locale}, ${surroundings.theme})`
      if (troubles.length === 0) t.pass(name)
      else t.fail(name, { troubles, at: null, stack: '' })
    }
  }
  // A page for each of them: more would only be in each other's way.
  await Promise.all(
    SURROUNDINGS.map((surroundings, at) => {
      // A page of documents is the same everywhere. It is opened by itself, and so comes when no story needs its page.
      const waiting = all
        .filter(({ type }, place) => place % SURROUNDINGS.length === at || (IN_BOTH && type === 'story'))
        .sort((a, b) => Number(a.type === 'docs') - Number(b.type === 'docs'))
      return work(surroundings, waiting)
    }),
  )
})
