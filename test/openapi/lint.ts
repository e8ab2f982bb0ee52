import { createConfig, lintFromString } from '@redocly/openapi-core'

/** What Redocly has against a document, by its recommended rules: errors and warnings. */
export const lint = async (document: object) => {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config })
  return problems.map(({ severity, ruleId, message, location }) => [
    severity,
    ruleId,
    message,
    location[0]?.pointer ?? '',
  ])
}
