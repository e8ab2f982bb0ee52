export {
  type AlibabaCloudOptions,
  alibabaCloud,
  CODES as ALIBABA_CLOUD_CODES,
  DELIVERY_CODES as ALIBABA_CLOUD_DELIVERY_CODES,
} from './alibaba-cloud/index.ts'
export {
  type Credentials,
  type DeliveryStatus,
  type KeyCheck,
  type OutgoingMessage,
  type Platform,
  type PlatformAccount,
  PlatformProblem,
  type PlatformReport,
  type PlatformSignature,
  type PlatformTemplate,
  type Problem,
  type ProblemKind,
  type SendOutcome,
} from './platform.ts'
export { createPlatforms, type Platforms, validateCredentials } from './registry.ts'
export {
  type ConnectionState,
  type ResilienceOptions,
  type ResilientAccount,
  withResilience,
} from './resilience.ts'
