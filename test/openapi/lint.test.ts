import { createConfig, lintFromString } from '@redocly/openapi-core'
import t from 'tap'
import { startDescribed } from './document.ts'

await t.test('Redocly has nothing against the document, by its recommended rules', async (t) => {
  const { document } = await startDescribed(t)
  const lint = async (source: object) => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: JSON.stringify(source), absoluteRef: 'openapi.json', config })
    return problems.map(({ severity, ruleId, message, location }) => [
      severity,
      ruleId,
      message,
      location[0]?.pointer ?? '',
    ])
  }
  t.same(await lint(document), [])
  t.match(await lint({ ...document, servers: [] }), [['error', 'no-empty-servers']], 'it would have said so')
})
