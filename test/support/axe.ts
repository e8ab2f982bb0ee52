import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe-core finds wrong with a page, one line for each element: WCAG 2.2 A and AA, and its best practices. React Aria's
 * announcements are left out: they name buttons by their ids, and outlive them for some seconds; they are to be heard only.
 */
export const violations = async (page: Page): Promise<string[]> => {
  // To read it takes longer than to use it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await source)
  const { violations: found } = await page.evaluate(() =>
    (window as unknown as { axe: { run: (context: object, options: object) => Promise<AxeResults> } }).axe.run(
      { include: document, exclude: ['[data-live-announcer]'] },
      { resultTypes: ['violations'] },
    ),
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary?.replace(/\s+/g, ' ')}`),
  )
}
