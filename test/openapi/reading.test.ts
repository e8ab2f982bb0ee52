import { operations } from '@sms-settings/api'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { pluginDocument } from '../support/plugin-document.mjs'
import { startDescribed } from './document.ts'

type Schema = {
  $ref?: string
  description?: string
  examples?: unknown[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}
type Media = { schema: Schema; example?: unknown; examples?: Record<string, { value: unknown }> }
type Response = { description: string; headers?: Record<string, object>; content?: Record<string, Media> }
type Operation = {
  operationId: string
  summary?: string
  description?: string
  tags?: string[]
  security?: object[]
  parameters?: { name: string; description?: string; example?: unknown; schema: Schema }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Response>
}
type Document = {
  tags: { name: string; description?: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const described = await startDescribed(t)
const document = described.document as unknown as Document
const all = Object.values(document.paths).flatMap((path) => Object.values(path))

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(document, 'document')
const refersIntoDocument = (schema: Schema) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')) as object
const objectionsTo = (schema: Schema, value: unknown) => {
  const validate = ajv.compile(refersIntoDocument(schema))
  return validate(value) ? [] : [ajv.errorsText(validate.errors)]
}
const named = (schema: Schema) => document.components.schemas[schema.$ref?.split('/').at(-1) ?? '']
/** The examples of a body: beside its schema, or of the schema that it refers to. */
const examplesOf = ({ schema, example, examples }: Media): unknown[] => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples ?? {}).map(({ value }) => value),
  ...(named(schema)?.examples ?? []),
]
const checkBodies = (what: string, content: Record<string, Media>) =>
  Object.entries(content).flatMap(([type, media]) => {
    const examples = examplesOf(media)
    if (examples.length === 0) return [`${what} has no example`]
    return examples.flatMap((it) => objectionsTo(media.schema, it).map((why) => `${what} (${type}): ${why}`))
  })

await t.test('every parameter, body and answer has an example, which fits its schema', async (t) => {
  const wrong = all.flatMap(({ operationId, parameters = [], requestBody, responses }) => [
    ...parameters.flatMap(({ name, example, schema }) =>
      example === undefined
        ? [`${operationId} ${name} has no example`]
        : objectionsTo(schema, example).map((why) => `${operationId} ${name}: ${why}`),
    ),
    ...(requestBody ? checkBodies(`${operationId} body`, requestBody.content) : []),
    ...Object.entries(responses).flatMap(([status, { content = {} }]) =>
      checkBodies(`${operationId} ${status}`, content),
    ),
  ])
  t.same(wrong, [])
  const schemas = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
    (schema.examples ?? []).flatMap((it) => objectionsTo(schema, it).map((why) => `${name}: ${why}`)),
  )
  t.same(schemas, [])
  t.match(objectionsTo({ $ref: '#/components/schemas/SmsApp' }, { appId: 'x' }), [/name/], 'it would have said so')
})

await t.test(
  'every error that an operation names has an example under its status, and says when to try again',
  async (t) => {
    const lacking = all.flatMap(({ operationId, responses }) => {
      const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400)
      const codes = errors.flatMap(([, { content = {} }]) => Object.keys(content['application/json']?.examples ?? {}))
      const named = (operations as Record<string, { errors?: readonly string[] }>)[operationId]?.errors ?? []
      return [
        ...named.filter((code) => !codes.includes(code)).map((code) => `${operationId} ${code}`),
        ...errors
          .filter(([status, { headers }]) => status === '429' && !headers?.['retry-after'])
          .map(([status]) => `${operationId} ${status} without retry-after`),
        ...errors
          .filter(([, { description }]) => !/^[A-Z].*`[A-Z_]+`$/.test(description))
          .map(([status]) => `${operationId} ${status} is not described`),
      ]
    })
    t.same(lacking, [])
  },
)

await t.test('everything is described: tags, operations, parameters, answers, schemas and their fields', async (t) => {
  const tags = new Map(document.tags.map(({ name, description }) => [name, description]))
  const undescribed = (name: string, { $ref, description, ...inside }: Schema): string[] => [
    ...($ref || description ? [] : [name]),
    ...fieldsIn(name, inside),
  ]
  const fieldsIn = (name: string, { properties = {}, items, anyOf = [] }: Schema): string[] => [
    ...Object.entries(properties).flatMap(([field, it]) => undescribed(`${name}.${field}`, it)),
    ...[...(items ? [items] : []), ...anyOf].flatMap((it) => fieldsIn(name, it)),
  ]
  t.same(
    [
      ...all.flatMap(({ operationId, summary, description, tags: used = [], parameters = [], responses }) => [
        ...(summary && description ? [] : [operationId]),
        ...(used.length === 1 && tags.get(used[0] ?? '') ? [] : [`${operationId} ${used}`]),
        ...parameters.filter((it) => !it.description).map((it) => `${operationId} ${it.name}`),
        ...Object.entries(responses)
          .filter(([, it]) => /^(Default Response)?$/.test(it.description))
          .map(([status]) => `${operationId} ${status}`),
      ]),
      ...Object.entries(document.components.schemas).flatMap(([name, schema]) => undescribed(name, schema)),
    ],
    [],
  )
  const unused = [...tags.keys()].filter((name) => !all.some((it) => it.tags?.includes(name)))
  t.same(unused, [], 'no tag is for nothing')
})

await t.test('answers of the tests are judged by what this document says', async (t) => {
  const judged = Object.values((await pluginDocument()).paths).flatMap((path) => Object.values(path))
  const responses = (of: { operationId: string; responses: object }[]) =>
    Object.fromEntries(of.map((it) => [it.operationId, it.responses]))
  const ours = all.filter(({ operationId }) => operationId in operations)
  t.same(responses(ours), responses(judged))
})
