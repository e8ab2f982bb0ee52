export { AppSmsSettings, type AppSmsSettingsProps, type SmsFix } from './app-sms-settings.tsx'
export { AppPolicyForm, type AppPolicyFormProps } from './policy.tsx'
