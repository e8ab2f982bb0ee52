import type { Access } from '@sms-settings/api'
import { InvalidOption } from './errors.ts'

/**
 * Any one of these lets a caller in, as OpenAPI's `security`: by the names of the host's own `securitySchemes`. An empty
 * list says that nothing has to be shown.
 */
export type SecurityRequirements = Record<string, string[]>[]

/** By which of the host's security schemes callers identify themselves. What is left out is not said in the document. */
export type OpenApiSecurity = {
  /** People, whom `authenticate` knows. */
  settings?: SecurityRequirements
  /** Apps, which `identifyApp` knows. */
  apps?: SecurityRequirements
  /** Whoever `metrics.authorise` lets read metrics. */
  metrics?: SecurityRequirements
}

/** What the host's OpenAPI document says of our routes. Without `@fastify/swagger` nothing comes of it. */
export type OpenApiOptions = { security?: OpenApiSecurity }

/** The `security` of a route's schema. The platform shows the token in its path, whatever the document asks for elsewhere. */
export const securityOf = (
  access: Access,
  { settings, apps, metrics }: OpenApiSecurity,
): { security?: SecurityRequirements } => {
  const security = access === 'platform' ? [] : access === 'operator' ? metrics : access === 'app' ? apps : settings
  return security ? { security } : {}
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const areRequirements = (value: unknown): value is SecurityRequirements =>
  Array.isArray(value) &&
  value.every(
    (it) =>
      isRecord(it) &&
      Object.values(it).every((scopes) => Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')),
  )

/** @throws {InvalidOption} */
export const checkOpenApi = (openapi: OpenApiOptions | undefined): void => {
  if (openapi === undefined) return
  if (!isRecord(openapi)) throw new InvalidOption('openapi', 'must be an object: { security: { settings, apps } }')
  for (const name of Object.keys(openapi))
    if (name !== 'security') throw new InvalidOption(`openapi.${name}`, 'is not known')
  const { security = {} } = openapi
  if (!isRecord(security)) throw new InvalidOption('openapi.security', 'must be an object: { settings, apps }')
  for (const [name, requirements] of Object.entries(security)) {
    if (!['settings', 'apps', 'metrics'].includes(name))
      throw new InvalidOption(`openapi.security.${name}`, 'is not known: there are settings, apps and metrics')
    if (requirements !== undefined && !areRequirements(requirements))
      throw new InvalidOption(
        `openapi.security.${name}`,
        'must be a list of security requirements by the names of your schemes, such as [{ session: [] }]',
      )
  }
}
