import t from 'tap'
import { startDescribed } from './document.ts'
import { lint } from './lint.ts'

await t.test('Redocly has nothing against the document, by its recommended rules', async (t) => {
  const { document } = await startDescribed(t)
  t.same(await lint(document), [])
  t.match(await lint({ ...document, servers: [] }), [['error', 'no-empty-servers']], 'it would have said so')
})
