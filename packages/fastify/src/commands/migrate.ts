import { migrate } from '../database/migrate.ts'
import type { Surroundings } from './surroundings.ts'

export const migrateDatabase = async ({ knex, answer }: Surroundings): Promise<void> => {
  const ran = await migrate(knex())
  answer(ran.length > 0 ? `Ran ${ran.join(', ')}` : 'The database is up to date', { ran })
}
