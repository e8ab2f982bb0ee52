import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

const DOCUMENT = new URL('../../docs/speed.md', import.meta.url)

/** Whether the sizes of the document are wanted, not the small ones. */
export const full = process.env.BENCH_FULL === '1'

export type Cell = string | number
/** A table as Markdown: the first column left, figures right. */
export const table = (head: readonly string[], rows: readonly Cell[][]): string =>
  [
    `| ${head.join(' | ')} |`,
    `| ${head.map((_, at) => (at === 0 ? '---' : '--:')).join(' | ')} |`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n')

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** @param share 0.5 for the median, 0.99 for the value that one in a hundred exceeds */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** What it was measured on, and when: a figure without them says little. */
const machine = () =>
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`

/**
 * Prints what was measured, and with `npm run bench -- --write` puts it between the marks of its section in
 * docs/speed.md: `<!-- name -->` and `<!-- /name -->`, which must be there.
 * @param name of the section
 * @param body tables and whatever must be said with them, Markdown
 */
export const report = (name: string, body: string): void => {
  console.log(`\n${body}\n`)
  if (process.env.BENCH_WRITE !== '1') return
  const text = readFileSync(DOCUMENT, 'utf8')
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [begin, end] = [text.indexOf(from), text.indexOf(to)]
  if (begin < 0 || end < begin) throw new Error(`docs/speed.md has no section ${from} … ${to}`)
  writeFileSync(
    DOCUMENT,
    `${text.slice(0, begin + from.length)}\n\n${body}\n\n*${machine()}. \`npm run bench -- ${name}${full ? ' --full' : ''}\`*\n\n${text.slice(end)}`,
  )
}
