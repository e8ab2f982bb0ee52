export type {
  AccessKey,
  Account,
  AccountStatus,
  FlowLimits,
  Registration,
  ReviewStatus,
  Signature,
  Template,
} from './accounts/account.ts'
export type { PlatformState } from './accounts/state.ts'
export type { Conversion } from './actions/action.ts'
export type { Behaviours, SendCheckName } from './behaviours.ts'
export { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts'
export type { Fault, FaultKind } from './faults/fault.ts'
export type { OutboxMessage } from './outbox/message.ts'
export type { Disturbance, Push } from './reports/pusher.ts'
export type { Report, ReportKind } from './reports/report.ts'
export { DEMO, LIMITED, SECOND } from './seed/keys.ts'
