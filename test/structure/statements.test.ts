import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const source = new URL('../../packages/fastify/src/', import.meta.url)
const files = readdirSync(source, { recursive: true })
  .map((path) => String(path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))

/** Comments may name what statements do not use. */
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

// The table of docs/speed.md says what other engines make of what our statements rely on: what is new belongs there first.
const LACKED: [string, RegExp, string[]][] = [
  ['locks of a server by name', /\b(get|release)_lock\b/i, ['database/migrate.ts']],
  ['a number of its own in an update', /\blast_insert_id\b/i, ['database/server.ts', 'verifications/store.ts']],
  ['foreign keys', /\.references\(|\.foreign\(|foreign key \(/i, ['database/migrations/001-settings.ts']],
  ['locked tables', /\b(un)?lock tables?\b/i, []],
  ['rows that are skipped when locked', /skip locked|skipLocked|noWait\(|\bnowait\b/i, []],
  ['shared locks', /\bfor share\b|lock in share mode|forShare\(/i, ['apps/store.ts']],
  ['procedures, triggers and events', /\bcreate (procedure|function|trigger|event)\b|\bcall sms_/i, []],
  ['temporary tables', /create temporary|createTemporaryTable/i, []],
  ['savepoints', /\bsavepoint\b/i, []],
  ['tables made of a query', /\bcreate table\b[^(]*\bas select\b|createTableLike/i, []],
]

t.ok(files.length > 100, 'there are sources')
for (const [what, pattern, allowed] of LACKED)
  t.same(
    files.filter((path) => pattern.test(withoutComments(readFileSync(new URL(path, source), 'utf8')))).sort(),
    allowed,
    what,
  )

t.end()
