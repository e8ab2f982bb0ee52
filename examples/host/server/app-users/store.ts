import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'

export type AppUser = { id: string; appId: string; phone: string; passwordHash: string }

/** The users of Apps. A phone number is one user of one App; the same number in another App is someone else. */
export const createAppUserStore = (knex: Knex) => {
  const rows = () =>
    knex('app_users').select<AppUser[]>({ id: 'id', appId: 'app_id', phone: 'phone', passwordHash: 'password_hash' })
  return {
    async byPhone(appId: string, phone: string): Promise<AppUser | undefined> {
      const [user] = await rows().where({ app_id: appId, phone })
      return user
    },

    async byId(id: string): Promise<AppUser | undefined> {
      const [user] = await rows().where({ id })
      return user
    },

    /** Adds a user, unless the App has one with this phone number: then, and also when two come at once, undefined. */
    async add(appId: string, phone: string, passwordHash: string): Promise<AppUser | undefined> {
      const user = { id: randomUUID(), appId, phone, passwordHash }
      await knex('app_users')
        .insert({ id: user.id, app_id: appId, phone, password_hash: passwordHash, created_at: Date.now() })
        .onConflict(['app_id', 'phone'])
        .ignore()
      return (await this.byId(user.id)) && user
    },

    async setPassword(id: string, passwordHash: string): Promise<void> {
      await knex('app_users').where({ id }).update({ password_hash: passwordHash })
    },
  }
}
export type AppUserStore = ReturnType<typeof createAppUserStore>
