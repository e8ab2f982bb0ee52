import { existsSync, readFileSync } from 'node:fs'
import { SMS_ERRORS } from '@sms-settings/api'
import t from 'tap'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

t.test('docs/errors.md has every error with its status', (t) => {
  const readme = read('docs/errors.md')
  for (const [code, [status]] of Object.entries(SMS_ERRORS))
    t.match(readme, new RegExp(`\\| \`${code}\` \\| ${status} \\|`), code)
  t.end()
})

t.test('the tests that SECURITY.md names are there', (t) => {
  const text = read('SECURITY.md')
  const files = Object.fromEntries(
    [...text.matchAll(/\[([\w -]+)\]\((test\/[^)]+)\)/g)].map(([, name, path]) => [name, path as string]),
  )
  for (const [name, path] of Object.entries(files))
    t.ok(existsSync(new URL(`../../${path}`, import.meta.url)), `${name}: ${path}`)
  for (const [, cell = ''] of text.matchAll(/^\| [^|]+ \| (.+) \|$/gm)) {
    let inside: string | undefined
    for (const [, file, label, title] of cell.matchAll(/(?:\[([\w -]+)\]\([^)]+\)|(\w+)): (?=“)|“([^”]+)”/g)) {
      inside = file ?? label ?? inside
      if (title === undefined || inside === undefined || !files[inside]) continue
      t.ok(read(files[inside] as string).includes(title.replace(/: …$|…$/, '').slice(0, 40)), `${inside}: ${title}`)
    }
  }
  t.end()
})
