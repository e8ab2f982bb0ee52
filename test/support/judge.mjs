import { createRequire } from 'node:module'

const require = createRequire(new URL('../openapi/package.json', import.meta.url))
const { Ajv2020 } = require('ajv/dist/2020.js')
const { default: addFormats } = require('ajv-formats')

const mediaTypeOf = (contentType) => String(contentType ?? '').split(';', 1)[0]

/**
 * Whether answers are what an OpenAPI document says of their operations: status, media type, body, code of an error,
 * `retry-after`. What checks a body is compiled when the first of its kind comes.
 * @param {import('./judge.d.mts').Document} document
 * @returns {import('./judge.d.mts').Judge}
 */
export function createJudge(document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  addFormats(ajv)
  const components = Object.entries(document.components.schemas).map(([name, { examples: _, ...schema }]) => [
    name,
    schema,
  ])
  ajv.addSchema({ components: { schemas: Object.fromEntries(components) } }, 'document')
  // By what they say: nearly all errors of all operations are one.
  const validators = new Map()
  const validatorOf = (schema) => {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"document#/components')
    const known = validators.get(text) ?? ajv.compile(JSON.parse(text))
    validators.set(text, known)
    return known
  }
  if (document.components.schemas.SmsError) validatorOf({ $ref: '#/components/schemas/SmsError' })
  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [operation.operationId, { path, method, ...operation }]),
    ),
  )

  const wrongBody = (schema, body) => {
    const validate = validatorOf(schema)
    return validate(body)
      ? []
      : validate.errors.map(({ instancePath, message, params }) => {
          const name = params.additionalProperty ?? params.unevaluatedProperty
          return `body${instancePath} ${message}${name === undefined ? '' : ` (${name})`}`
        })
  }

  /** @returns {string[]} */
  const problemsOf = (operation, { status, headers, body, bodyless }) => {
    const said = operation.responses[status]
    if (!said) return ['is a status that is not in the document']
    const mediaTypes = Object.keys(said.content ?? {})
    if (mediaTypes.length === 0) return body === undefined || body === '' ? [] : ['has a body, and should have none']
    const mediaType = mediaTypeOf(headers['content-type'])
    if (!mediaTypes.includes(mediaType))
      return [`is ${mediaType || 'of no type'}, and should be ${mediaTypes.join(' or ')}`]
    if (headers['retry-after'] !== undefined && !said.headers?.['retry-after'])
      return ['has a retry-after that is not in the document']
    if (mediaType !== 'application/json' || bodyless) return []
    const parsed = JSON.parse(body)
    const { examples } = said.content[mediaType]
    if (status >= 400 && examples && !Object.hasOwn(examples, parsed.code))
      return [`has the code ${parsed.code}, which is not in the document`]
    if (
      parsed.retryAfter !== undefined &&
      status >= 400 &&
      String(headers['retry-after']) !== String(parsed.retryAfter)
    )
      return ['says retryAfter, and the header retry-after does not']
    return wrongBody(said.content[mediaType].schema, parsed)
  }

  return {
    find: (method, path) =>
      [...operations.values()].find(
        (it) =>
          it.method.toUpperCase() === method && new RegExp(`^${it.path.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
      )?.operationId,
    judge(operationId, answer) {
      const operation = operations.get(operationId)
      if (!operation) return [`${operationId} is not in the document`]
      const { method, path } = operation
      return problemsOf(operation, answer).map((it) => `${method.toUpperCase()} ${path} ${answer.status} ${it}`)
    },
  }
}
