import { createConnections } from '../accounts/connections.ts'
import { createAccountsService } from '../accounts/service.ts'
import { createAccountStore } from '../accounts/store.ts'
import { createAppsService } from '../apps/service.ts'
import { createSnapshots } from '../apps/snapshot.ts'
import { createAppStore } from '../apps/store.ts'
import { createCatalogue } from '../general/catalogue.ts'
import { createReach } from '../general/reach.ts'
import { createGeneralService } from '../general/service.ts'
import { createHealth } from '../health/service.ts'
import { createImpact } from '../impact/service.ts'
import { createImportsService } from '../imports/service.ts'
import type { MessagesService } from '../messages/service.ts'
import { createSettingsService } from '../settings/service.ts'
import { createSignaturesService } from '../signatures/service.ts'
import { createSignatureStore } from '../signatures/store.ts'
import { createTemplatesService } from '../templates/service.ts'
import { createTemplateStore } from '../templates/store.ts'
import type { Base } from './base.ts'

/** What operators and tenants set up: accounts, signatures, templates, Apps, and the general ones. */
export const wireSettings = (base: Base, messages: MessagesService) => {
  const { options, rules, database, platforms, keyRing, index, revision, audit, alarms, beside, now } = base

  const accountStore = createAccountStore(database)
  const connections = createConnections({ database, platforms, keyRing })
  const { connectionOf } = connections
  const accounts = createAccountsService({
    database,
    store: accountStore,
    platforms,
    connections,
    keyRing,
    audit,
    alarms,
    drained: messages.drained,
    now,
  })
  const ofAccounts = { database, accounts, connectionOf, audit, alarms, now }
  const signatureStore = createSignatureStore(database)
  const signatures = createSignaturesService({ ...ofAccounts, store: signatureStore })
  const templateStore = createTemplateStore(database)
  const templates = createTemplatesService({ ...ofAccounts, store: templateStore, rules })

  const general = createGeneralService({ options: options.general, platforms, lifetime: rules.lifetime })
  const catalogue = createCatalogue({ general, signatures, signatureStore, templates, templateStore })
  const reach = createReach({ accounts, connections, general })

  const appStore = createAppStore(database)
  const snapshots = createSnapshots({ database, store: appStore, revision, general: general.choices, rules, now })
  const apps = createAppsService({
    database,
    store: appStore,
    directory: options.apps,
    snapshots,
    catalogue,
    audit,
    rules,
    index,
    keyRing,
    now,
  })
  const impact = createImpact({ store: appStore, snapshots, apps, accounts, catalogue })
  const health = createHealth({ accounts, connections, general, alarms, snapshots, beside, now })

  const stored = { accounts, signatures, signatureStore, templates, templateStore, apps, appStore }
  const imports = createImportsService({ ...stored, database, connectionOf, audit })
  const settingsDocument = createSettingsService({ ...stored, accountStore, now })

  return { ...stored, accountStore, general, catalogue, reach, snapshots, impact, health, imports, settingsDocument }
}
export type SettingsWired = ReturnType<typeof wireSettings>
