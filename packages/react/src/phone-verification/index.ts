export { clockText, useSecondsUntil } from './countdown.ts'
export type { Asked, OverReason, Refusal, SentCode, VerificationStep } from './machine.ts'
export type { PhoneNumber } from './phone-entry.ts'
export { PhoneVerification, type PhoneVerificationProps, type PhoneVerificationView } from './phone-verification.tsx'
export type { VerificationWords } from './surroundings.tsx'
export {
  httpTransport,
  type TransportOptions,
  type VerificationAnswer,
  type VerificationTransport,
  verificationTransport,
} from './transport.ts'
export { type Approval, type UseVerificationOptions, useVerification, type Verification } from './use-verification.ts'
