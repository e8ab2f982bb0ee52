export { VerificationCodeInput, type VerificationCodeInputProps } from './code-input.tsx'
export { type CodeFormat, readCode } from './read-code.ts'
