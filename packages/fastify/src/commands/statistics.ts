import { createCounting } from '../counting/service.ts'
import { createCountingStore } from '../counting/store.ts'
import { createDatabase } from '../database/database.ts'
import type { Surroundings } from './surroundings.ts'

export const rebuildStatistics = async ({ knex, answer, progress }: Surroundings): Promise<void> => {
  const database = createDatabase(knex(), false)
  const store = createCountingStore(database)
  await createCounting({ database, store, onVerifications: async () => {}, now: Date.now }).rebuild((rounds) =>
    progress(`round ${rounds}`),
  )
  answer('Counted anew', { rebuilt: true })
}
