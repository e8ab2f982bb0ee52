import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Words } from '../../packages/react/src/words/words.ts'

type AnyWords = Words<string, object>

const folder = fileURLToPath(new URL('../../packages/react/src', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((it) => /\.tsx?$/.test(it))
const texts = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))

t.test('every text of the kit is read somewhere', async (t) => {
  const unread: string[] = []
  let areas = 0
  for (const [file, text] of texts) {
    for (const [, name = ''] of text.matchAll(/export const (\w+) = \/\* @__PURE__ \*\/ defineWords\(/g)) {
      areas += 1
      const words = (await import(`../../packages/react/src/${file}`))[name] as AnyWords
      const readers = [...texts].filter(([it, text]) => it !== file && new RegExp(`\\b${name}\\b`).test(text))
      const isRead = (key: string) =>
        readers.some(([, text]) => new RegExp(`\\b${key}\\b`).test(text)) || new RegExp(`\\.${key}\\b`).test(text)
      unread.push(...Object.keys(words.en).flatMap((key) => (isRead(key) ? [] : `${words.area}.${key}`)))
    }
  }
  t.ok(areas > 15, `${areas} areas`)
  t.same(unread, [])
})
