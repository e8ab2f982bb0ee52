import * as accounts from './accounts.ts'
import * as alarms from './alarms.ts'
import * as apps from './apps.ts'
import * as audit from './audit.ts'
import { SmsError } from './errors.ts'
import * as general from './general.ts'
import * as guard from './guard.ts'
import * as imports from './imports.ts'
import * as messages from './messages.ts'
import * as metrics from './metrics.ts'
import type { Operation } from './operation.ts'
import * as phones from './phones.ts'
import * as platforms from './platforms.ts'
import * as reports from './reports.ts'
import * as settings from './settings.ts'
import * as signatures from './signatures.ts'
import * as statistics from './statistics.ts'
import * as templates from './templates.ts'
import * as verifications from './verifications.ts'

/** Named one by one: of a spread the compiler would write every type out once more, half a megabyte of them. */
type Areas = typeof platforms &
  typeof general &
  typeof accounts &
  typeof signatures &
  typeof templates &
  typeof imports &
  typeof apps &
  typeof settings &
  typeof verifications &
  typeof messages &
  typeof reports &
  typeof phones &
  typeof guard &
  typeof statistics &
  typeof alarms &
  typeof audit &
  typeof metrics

const areas: Areas = {
  ...platforms,
  ...general,
  ...accounts,
  ...signatures,
  ...templates,
  ...imports,
  ...apps,
  ...settings,
  ...verifications,
  ...messages,
  ...reports,
  ...phones,
  ...guard,
  ...statistics,
  ...alarms,
  ...audit,
  ...metrics,
}

type OperationsIn<R> = {
  [K in keyof R as R[K] extends Operation ? K : never]: R[K]
}

const isOperation = (it: unknown): it is Operation =>
  typeof it === 'object' && it !== null && 'method' in it && 'access' in it
const hasId = (it: unknown): it is { $id: string } => typeof it === 'object' && it !== null && '$id' in it

/** Every operation by its operationId. */
export const operations = Object.fromEntries(
  Object.entries(areas).filter(([, it]) => isOperation(it)),
) as unknown as OperationsIn<Areas>

export type Operations = typeof operations
export type OperationId = keyof Operations

/** Every schema with a name, as a server has to know them before its routes. */
export const schemas = Object.values({ SmsError, ...areas } as Record<string, unknown>).filter(hasId)
