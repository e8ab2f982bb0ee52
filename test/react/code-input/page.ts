import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { More } from './fixture.tsx'

export type Props = Parameters<typeof window.draw>[0]

export const TOUCH: BrowserContextOptions = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } }

/** Opens the fixture in a real browser; the input is told by its place, and all it told its host is noted. */
export const opener =
  (browser: Browser, url: string) =>
  async (props: Props = {}, more: More = {}, options: BrowserContextOptions = {}, query = '') => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(5000)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    await page.goto(`${url}/input${query}`)
    const field = page.locator('[data-slot="code-field"]')
    const slots = page.locator('[data-slot="code-slot"]')
    const draw = async (props: Props, more: More = {}) => {
      await page.evaluate(([props, more]) => window.draw(props as never, more as never), [props, more] as const)
      await field.waitFor()
      await page.waitForTimeout(30)
    }
    await draw(props, more)
    return {
      page,
      field,
      slots,
      complaints,
      draw,
      keyboard: page.keyboard,
      value: () => field.inputValue(),
      log: () => page.evaluate(() => window.log),
      /** The browser tells of a new selection in a turn of its own. */
      active: async () => {
        await page.waitForTimeout(40)
        return slots.evaluateAll((all) => all.flatMap((it, at) => (it.hasAttribute('data-active') ? [at] : [])))
      },
      /** A place in a slot: from its left edge, 0, to its right one, 1. */
      slot: async (at: number, part = 0.5) => {
        // A redraw may take the element away between finding it and measuring it: then the new one is measured.
        let box = await slots.nth(at).boundingBox()
        for (let tries = 0; !box && tries < 20; tries++) {
          await page.waitForTimeout(25)
          box = await slots.nth(at).boundingBox()
        }
        if (!box) throw new Error(`there is no slot ${at}`)
        return { x: box.x + box.width * part, y: box.y + box.height / 2 }
      },
      close: () => context.close(),
    }
  }
export type Opened = Awaited<ReturnType<ReturnType<typeof opener>>>

export const click = async ({ page, slot }: Opened, at: number, part?: number) => {
  const { x, y } = await slot(at, part)
  await page.mouse.click(x, y)
}
