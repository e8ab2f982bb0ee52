export { usePermission } from './context.ts'
export { SmsSettingsProvider, type SmsSettingsProviderProps } from './provider.tsx'
