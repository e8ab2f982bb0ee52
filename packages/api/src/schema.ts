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

/** The value or null. */
export const nullable = <T extends TSchema>(schema: T, options: Record<string, unknown> = {}) =>
  Type.Unsafe<Static<T> | null>({
    ...options,
    anyOf: [schema, { type: 'null' }],
  })

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
  Type.String({
    ...options,
    format: 'date-time',
    examples: ['2026-11-23T08:00:00.000Z'],
  })

/** A country, ISO 3166-1 alpha-2. */
export const country = (options: Record<string, unknown> = {}) =>
  Type.String({ ...options, pattern: '^[A-Z]{2}$', examples: ['CN'] })

/** What every list takes. `limit` 1–100, 20 by default; `cursor` from the page before. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 20,
      description: 'How many at most.',
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 512,
      pattern: '^[A-Za-z0-9_-]+$',
      description: '`nextCursor` of the page before.',
    }),
  ),
}

/** An answer that is a file of comma-separated values, not JSON. */
export const csv = (description: string) =>
  Type.Unsafe<string>({ description, content: { 'text/csv': { schema: { type: 'string' } } } })

/** One page of a list, newest first. `nextCursor` is null on the last page. */
export const page = <T extends TSchema>(item: T) =>
  object({ items: Type.Array(item), nextCursor: nullable(Type.String()) })

export type Page<T> = { items: T[]; nextCursor: string | null }

/** What a list says of its filters when a page of it may end before it is full. */
export const SEARCHED =
  'With several filters a page may end before it has found `limit`: so many rows are looked at, however long history is. It may then hold fewer, even none, while `nextCursor` is not null: go on from there. Only `nextCursor: null` is the end.'

/** One page of a list whose filters together hardly ever fit: it may end before it is full. */
export const searchedPage = <T extends TSchema>(item: T) =>
  object({
    items: Type.Array(item, {
      description: 'With several filters it may be fewer than `limit`, even none, before the end.',
    }),
    nextCursor: nullable(Type.String(), { description: 'Null at the end, and only there.' }),
    searchedTo: Type.Optional(
      time({ description: 'Of a page that ended before it was full: back to this moment all has been looked at.' }),
    ),
  })

export type SearchedPage<T> = Page<T> & { searchedTo?: string }

/** What a list takes besides its filters. */
export type PageQuery = { limit?: number; cursor?: string }
