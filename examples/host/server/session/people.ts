import type { Permission } from '@sms-settings/api'
import type { Knex } from 'knex'
import { Refused } from '../errors.ts'
import type { Attempts } from './attempts.ts'
import type { Passwords } from './passwords.ts'

/** What the roles of this host may do in SMS Settings. */
const ROLES = {
  owner: ['settings:read', 'settings:write', 'messages:read', 'messages:send'],
  reader: ['settings:read', 'messages:read'],
} as const satisfies Record<string, readonly Permission[]>
export type Role = keyof typeof ROLES

/** Someone who signs in to the console, for one tenant. */
export type Person = {
  id: string
  tenantId: string
  tenantName: string
  name: string
  email: string
  permissions: readonly Permission[]
}

type Row = Omit<Person, 'permissions'> & { role: Role; passwordHash: string }

export const createPeople = (knex: Knex, attempts: Attempts, passwords: Passwords) => {
  const rows = () =>
    knex('people').join('tenants', 'tenants.id', 'people.tenant_id').select<Row[]>({
      id: 'people.id',
      tenantId: 'people.tenant_id',
      tenantName: 'tenants.name',
      name: 'people.name',
      email: 'people.email',
      role: 'people.role',
      passwordHash: 'people.password_hash',
    })
  const toPerson = ({ role, passwordHash: _, ...person }: Row): Person => ({ ...person, permissions: ROLES[role] })

  return {
    async find(id: string): Promise<Person | undefined> {
      const [row] = await rows().where('people.id', id)
      return row && toPerson(row)
    },

    /** @throws 401 `SIGN_IN_REFUSED`, the same for a wrong password and an unknown e-mail address */
    async signIn(email: string, password: string, ip: string): Promise<Person> {
      const address = email.trim().toLowerCase()
      await attempts.take('person', address, ip)
      const [row] = await rows().where('people.email', address)
      if (!(await passwords.match(password, row?.passwordHash)) || !row) throw new Refused('SIGN_IN_REFUSED')
      await attempts.forget('person', address, ip)
      return toPerson(row)
    },

    /** Adds someone, unless they are there. */
    async add({ id, tenantId, name, email, role, password }: NewPerson): Promise<void> {
      if (await knex('people').where({ id }).first('id')) return
      const password_hash = await passwords.hash(password)
      await knex('people').insert({ id, tenant_id: tenantId, name, email, role, password_hash }).onConflict().ignore()
    },
  }
}
export type People = ReturnType<typeof createPeople>
export type NewPerson = { id: string; tenantId: string; name: string; email: string; role: Role; password: string }
