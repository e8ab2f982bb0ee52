import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'

/** A JSON object that takes no other field than those named. */
export const object = <const P extends TProperties>(properties: P, options: Record<string, unknown> = {}): TObject<P> =>
  Type.Object(properties, { ...options, additionalProperties: false })

/**
 * A reference to a schema with an `$id`, which keeps the type of what it refers to.
 * Becomes `#/components/schemas/<name>` in an OpenAPI document.
 */
export const ref = <T extends TSchema>(schema: T, options: Record<string, unknown> = {}) =>
  Type.Unsafe<Static<T>>({
    ...options,
    $ref: `${(schema as { $id?: string }).$id}#`,
  })

/** One of a few words. */
export const oneOf = <const T extends readonly string[]>(words: T, options: Record<string, unknown> = {}) =>
  Type.Unsafe<T[number]>({ ...options, type: 'string', enum: [...words] })

/**
 * The value or null. Of a plain value by its type, which OpenAPI 3.0 can say as well, and which is written faster than a
 * choice between two schemas.
 */
export const nullable = <T extends TSchema>(schema: T, options: Record<string, unknown> = {}) => {
  const { type, enum: words, ...rest } = schema as { type?: string; enum?: unknown[] }
  return Type.Unsafe<Static<T> | null>(
    type === undefined || type === 'object' || type === 'array'
      ? { ...options, anyOf: [schema, { type: 'null' }] }
      : { ...rest, ...options, type: [type, 'null'], ...(words ? { enum: [...words, null] } : {}) },
  )
}

/**
 * A line of text that a person wrote: no control characters (a NUL would be cut off by some SQLite drivers, a line
 * break forges log lines), no lone surrogates (MySQL cannot store them), not blank.
 */
export const line = (maxLength: number, options: Record<string, unknown> = {}) =>
  Type.String({
    ...options,
    minLength: 1,
    maxLength,
    pattern: '^(?=.*\\S)[^\\p{Cc}\\p{Cs}]*$',
  })

/** Text of several lines; tabs and line breaks are allowed, other control characters are not. */
export const text = (maxLength: number, options: Record<string, unknown> = {}) =>
  Type.String({
    ...options,
    maxLength,
    pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\p{Cs}]*$',
  })

/** An id of ours or of the host's: visible ASCII or letters, no spaces at the ends, no control characters. */
export const id = (options: Record<string, unknown> = {}) =>
  Type.String({
    ...options,
    minLength: 1,
    maxLength: 64,
    pattern: '^[^\\s\\p{Cc}\\p{Cs}]+$',
  })

/** A moment, ISO 8601 in UTC with milliseconds. */
export const time = (options: Record<string, unknown> = {}) =>
  Type.String({ examples: ['2026-11-23T08:00:00.000Z'], ...options, format: 'date-time' })

/** A country, ISO 3166-1 alpha-2. */
export const country = (options: Record<string, unknown> = {}) =>
  Type.String({ description: 'ISO 3166-1 alpha-2.', examples: ['CN'], ...options, pattern: '^[A-Z]{2}$' })

/** What every list takes. `limit` 1–100, 20 by default; `cursor` from the page before. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 20,
      description: 'How many items to return at most.',
      examples: [20],
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 512,
      pattern: '^[A-Za-z0-9_-]+$',
      description: '`nextCursor` of the page before; left out for the first page.',
      examples: ['cksyaXRfcnFjUTlvaUJL'],
    }),
  ),
}

/** An answer that is text of some kind, not JSON. */
export const textAnswer = (mediaType: string, description: string, example: string) =>
  Type.Unsafe<string>({ description, content: { [mediaType]: { schema: { type: 'string' }, example } } })

/** An answer without a body. */
export const nothing = (description: string) => Type.Null({ description })

const examplesOf = (schema: TSchema): unknown[] => (schema as { examples?: unknown[] }).examples ?? []

/** One page of a list of something with a name, newest first unless said. */
export const page = <T extends TSchema>(item: T, description: string) =>
  object(
    {
      items: Type.Array(ref(item)),
      nextCursor: nullable(Type.String(), {
        description: 'What to ask the next page with, as `cursor`; null on the last page.',
      }),
    },
    { description, examples: [{ items: examplesOf(item), nextCursor: null }] },
  )

export type Page<T> = { items: T[]; nextCursor: string | null }

/** What a list says of its filters when a page of it may end before it is full. */
export const SEARCHED =
  'With several filters a page may end before it has found `limit`: so many rows are looked at, however long history is. It may then hold fewer, even none, while `nextCursor` is not null: go on from there. Only `nextCursor: null` is the end.'

/** One page of a list whose filters together hardly ever fit: it may end before it is full. */
export const searchedPage = <T extends TSchema>(item: T, description: string) =>
  object(
    {
      items: Type.Array(ref(item), {
        description: 'With several filters it may be fewer than `limit`, even none, before the end.',
      }),
      nextCursor: nullable(Type.String(), {
        description: 'What to ask the next page with, as `cursor`; null at the end, and only there.',
      }),
      searchedTo: Type.Optional(
        time({ description: 'Of a page that ended before it was full: back to this moment all has been looked at.' }),
      ),
    },
    { description, examples: [{ items: examplesOf(item), nextCursor: null }] },
  )

export type SearchedPage<T> = Page<T> & { searchedTo?: string }

/** What a list takes besides its filters. */
export type PageQuery = { limit?: number; cursor?: string }
