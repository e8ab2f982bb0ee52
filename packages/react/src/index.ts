export * from './code-input/index.ts'
export * from './panels/index.ts'
export * from './phone-verification/index.ts'
