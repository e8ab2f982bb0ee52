import AjvCompiler from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import { schemas } from '@sms-settings/api'
import type { FastifyInstance } from 'fastify'

type SchemaController = Parameters<FastifyInstance['setSchemaController']>[0]
type Compilers = NonNullable<SchemaController['compilersFactory']>
type BuildValidator = NonNullable<Compilers['buildValidator']>
type BuildSerializer = NonNullable<Compilers['buildSerializer']>

type Validate = { (data: unknown): unknown; errors?: unknown }
type Serialize = (data: unknown) => string
type Part = { schema: unknown; httpPart?: string }

/** Our routes refer to our own schemas only: what the host has shared takes no part. */
const shared = Object.fromEntries(schemas.map((schema) => [schema.$id, schema]))

/**
 * Compiled when first used, and once for all servers of a process: a schema with all that it can refer to takes some
 * five milliseconds, and there are more than five hundred of them, most of which are the same errors.
 */
const once = <F>(compile: (part: Part) => F) => {
  const compiled = new Map<string, F>()
  return (part: Part): (() => F) => {
    const { $ref } = part.schema as { $ref?: string }
    // What is said beside a reference is for readers only.
    const key = JSON.stringify([part.httpPart === 'body', $ref ? { $ref } : part.schema])
    return () => {
      const known = compiled.get(key) ?? compile(part)
      compiled.set(key, known)
      return known
    }
  }
}

const ajv = (coerceTypes: boolean) =>
  AjvCompiler()(
    shared as never,
    {
      customOptions: {
        removeAdditional: false,
        useDefaults: true,
        allErrors: false,
        allowUnionTypes: true,
        coerceTypes,
        // Ours are right when they are published: each start need not compile the schema of schemas to see it.
        meta: false,
        validateSchema: false,
      },
      plugins: [],
    } as never,
  ) as unknown as (part: Part) => Validate
// Types are told apart in JSON; in an address everything is text.
const [ofBodies, ofTexts] = [ajv(false), ajv(true)]
const validatorOf = once((part) => (part.httpPart === 'body' ? ofBodies : ofTexts)(part))

const stringify = SerializerSelector()(shared as never, {} as never) as unknown as (part: Part) => Serialize
const serializerOf = once(stringify)

/** What Ajv has against a value. */
export type Violation = {
  instancePath: string
  keyword: string
  message?: string
  params: Record<string, unknown>
}

/** The field that is wrong, as a path. */
export const fieldOf = (where: string, { instancePath, keyword, params }: Violation): string => {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((it) => it.replaceAll('~1', '/').replaceAll('~0', '~'))
  const name =
    keyword === 'required'
      ? params.missingProperty
      : keyword === 'additionalProperties'
        ? params.additionalProperty
        : undefined
  return [where, ...path, ...(name === undefined ? [] : [String(name)])]
    .join('.')
    .replace(/[\p{Cc}\p{Cs}]/gu, '?')
    .slice(0, 200)
}

/** A validator that neither drops unknown fields nor turns one type into another in a body. */
export const validator = (part: Part): Validate => {
  const get = validatorOf(part)
  const validate: Validate = (data) => {
    const compiled = get()
    const result = compiled(data)
    validate.errors = compiled.errors
    return result
  }
  return validate
}
export const buildValidator = (() => validator) as unknown as BuildValidator

export const buildSerializer = (() => (part: Part) => {
  const get = serializerOf(part)
  return (data: unknown) => get()(data)
}) as unknown as BuildSerializer
