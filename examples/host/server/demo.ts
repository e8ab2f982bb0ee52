import type { Knex } from 'knex'
import { demoAccessKeys } from './emulator.ts'
import type { DemoFacts } from './pages.ts'
import type { NewPerson, People } from './session/people.ts'
import { hashToken } from './session/tokens.ts'

/** Two tenants, so that one can be seen not to see the other. */
export const DEMO_TENANTS = [
  { id: 'acme', name: 'Acme' },
  { id: 'globex', name: 'Globex' },
]

export const DEMO_PEOPLE: readonly NewPerson[] = [
  { id: 'ada', tenantId: 'acme', name: 'Ada', email: 'ada@acme.example', role: 'owner', password: 'ada-at-acme' },
  { id: 'bob', tenantId: 'acme', name: 'Bob', email: 'bob@acme.example', role: 'reader', password: 'bob-at-acme' },
  {
    id: 'grace',
    tenantId: 'globex',
    name: 'Grace',
    email: 'grace@globex.example',
    role: 'owner',
    password: 'grace-at-globex',
  },
]

export const DEMO_APPS = [
  { appId: 'acme-shop', tenantId: 'acme', name: 'Acme Shop', appKey: 'app_demo_acme_shop' },
  { appId: 'acme-travel', tenantId: 'acme', name: 'Acme Travel', appKey: 'app_demo_acme_travel' },
  { appId: 'globex-home', tenantId: 'globex', name: 'Globex Home', appKey: 'app_demo_globex_home' },
  { appId: 'globex-fleet', tenantId: 'globex', name: 'Globex Fleet', appKey: 'app_demo_globex_fleet' },
]

/** What the pages show to who tries them. */
export const demoFacts: DemoFacts = {
  people: DEMO_PEOPLE.map(({ email, password, role }) => ({ email, password, role })),
  apps: DEMO_APPS,
  accessKeys: demoAccessKeys,
}

/** Adds what is not there yet. Everybody knows these passwords and keys: for demonstration only. */
export const addDemo = async (knex: Knex, people: People): Promise<void> => {
  await knex('tenants').insert(DEMO_TENANTS).onConflict('id').ignore()
  await knex('apps')
    .insert(
      DEMO_APPS.map(({ appId, tenantId, name, appKey }) => ({
        id: appId,
        tenant_id: tenantId,
        name,
        key_hash: hashToken(appKey),
      })),
    )
    .onConflict('id')
    .ignore()
  for (const person of DEMO_PEOPLE) await people.add(person)
}
