import fc from 'fast-check'
import knexModule, { type Knex } from 'knex'
import t from 'tap'
import { createDatabase, type Row } from '../../../packages/fastify/src/database/database.ts'
import { type Between, type Filter, LOOKED_AT, readHistory } from '../../../packages/fastify/src/database/history.ts'
import { onEachDatabase } from '../../support/databases.ts'

/** A small table as those that grow are: indexes of the same names, each with its column between the tenant and the id. */
const COLUMNS = ['colour', 'shape', 'size'] as const
type Thing = { id: string; tenant_id: string } & Record<(typeof COLUMNS)[number], string>
const create = async (knex: Knex) =>
  knex.schema.createTable('things', (table) => {
    table.string('id', 27).primary()
    for (const column of ['tenant_id', ...COLUMNS]) table.string(column, 16).notNullable()
    table.index(['tenant_id', 'id'], 'things_list')
    for (const column of COLUMNS) table.index(['tenant_id', column, 'id'], `things_${column}`)
  })
const idOf = (at: number) => `M${String(at).padStart(26, '0')}`

/** Values come in stretches: what is common now was rare before, so that the best way through differs from place to place. */
const stretch = fc.record({
  length: fc.integer({ min: 5, max: 60 }),
  ...Object.fromEntries(COLUMNS.map((it) => [it, fc.subarray(['a', 'b', 'c'], { minLength: 1 })])),
}) as fc.Arbitrary<{ length: number } & Record<(typeof COLUMNS)[number], string[]>>
const things = fc.array(stretch, { minLength: 1, maxLength: 8 }).map((stretches): Thing[] => {
  let at = 0
  return stretches.flatMap(({ length, ...values }) =>
    Array.from({ length }, () => {
      at += 1
      const pick = (all: string[], step: number) => all[Math.floor(at / step) % all.length] as string
      return {
        id: idOf(at),
        tenant_id: at % 9 === 0 ? 'other' : 'ours',
        colour: pick(values.colour, 1),
        shape: pick(values.shape, 2),
        size: pick(values.size, 5),
      }
    }),
  )
})
const question = fc.record({
  wanted: fc
    .subarray([...COLUMNS], { minLength: 1 })
    .chain((columns) =>
      fc.tuple(...columns.map((column) => fc.constantFrom(...'abc').map((value) => ({ column, value })))),
    ),
  limit: fc.integer({ min: 1, max: 4 }),
  from: fc.option(fc.nat(100), { nil: undefined, freq: 1 }),
  to: fc.option(fc.nat(300), { nil: undefined, freq: 1 }),
})

await onEachDatabase(t, async (t, { config }) => {
  const knex = knexModule.default({ ...config(), pool: { min: 1, max: 1 } })
  t.teardown(() => knex.destroy())
  await create(knex)
  const database = createDatabase(knex, false)

  await t.test('pages one behind the other are all that fits, each once, wherever they end', () =>
    fc.assert(
      fc.asyncProperty(things, fc.array(question, { minLength: 8, maxLength: 12 }), async (rows, questions) => {
        await knex('things').delete()
        await knex.batchInsert('things', rows, 100)
        for (const { wanted, limit, from, to } of questions) {
          const filters: Filter[] = wanted.map((it) => ({ ...it, index: `things_${it.column}` }))
          const bounds: Between = {
            ...(from === undefined ? {} : { fromId: idOf(from) }),
            ...(to === undefined ? {} : { toId: idOf(to) }),
          }
          const expected = rows
            .filter(
              (row) =>
                row.tenant_id === 'ours' &&
                wanted.every(({ column, value }) => row[column] === value) &&
                (from === undefined || row.id >= idOf(from)) &&
                (to === undefined || row.id < idOf(to)),
            )
            .map(({ id }) => id)
            .reverse()
          const got: string[] = []
          let olderThan: string | null = null
          let pages = 0
          do {
            const found: { rows: Row[]; olderThan: string | null } = await readHistory(
              database,
              { table: 'things', list: 'things_list' },
              'ours',
              { ...bounds, filters, ...(olderThan === null ? {} : { olderThan }) },
              limit,
            )
            if (found.rows.length > limit) throw new Error('more than were asked for')
            if (filters.length < 2 && found.olderThan !== null && found.rows.length < limit)
              throw new Error('one filter leaves nothing to be looked through')
            if (olderThan !== null && found.olderThan !== null && found.olderThan >= olderThan)
              throw new Error('it gets no further')
            got.push(...found.rows.map(({ id }) => String(id)))
            olderThan = found.olderThan
            pages += 1
          } while (olderThan !== null)
          if (JSON.stringify(got) !== JSON.stringify(expected)) throw new Error(`${got} in place of ${expected}`)
          // Each page but the last found its fill or has looked at as many rows as it may.
          const most = Math.floor(expected.length / limit) + Math.floor(rows.length / (LOOKED_AT * limit)) + 1
          if (pages > most) throw new Error(`${pages} pages, of ${most} at most`)
        }
      }),
      { numRuns: 30 },
    ),
  )
})

t.end()
