export { type AccountTab, SmsAccountDetails, type SmsAccountDetailsProps } from '../accounts/account-details.tsx'
export { SmsAccounts, type SmsAccountsProps } from '../accounts/accounts.tsx'
export { Alarms, type AlarmsProps, useStandingAlarms } from '../alarms/index.ts'
export {
  AppPolicyForm,
  type AppPolicyFormProps,
  AppSmsSettings,
  type AppSmsSettingsProps,
  type SmsFix,
} from '../app-settings/index.ts'
export { AuditLog, type AuditLogProps } from '../audit/index.ts'
export { usePermission } from '../context.ts'
export { GeneralEntries, type GeneralEntriesProps } from '../general/general-entries.tsx'
export { MessageLog, type MessageLogProps } from '../message-log/index.ts'
export { AppPicker, type PickerProps, type PickFrom, SignaturePicker, TemplatePicker } from '../pickers/index.ts'
export { smsKey, useSmsList, useSmsMutation, useSmsQuery } from '../queries/queries.ts'
export { SmsSettings, type SmsSettingsPlace, type SmsSettingsProps } from '../settings/sms-settings.tsx'
export { SmsSignatures, type SmsSignaturesProps } from '../signatures/signatures.tsx'
export { SmsStatistics, type SmsStatisticsProps } from '../statistics/index.ts'
export { SmsTemplates, type SmsTemplatesProps } from '../templates/templates.tsx'
export { PhoneTimeline, type PhoneTimelineProps } from '../timeline/index.ts'
export { SmsSettingsProvider, type SmsSettingsProviderProps } from './provider.tsx'
export type { PanelWords } from './words.ts'
