import {
  Alarms,
  AppPicker,
  AppPolicyForm,
  AppSmsSettings,
  AuditLog,
  GeneralEntries,
  MessageLog,
  PhoneTimeline,
  PhoneVerification,
  SignaturePicker,
  SmsAccountDetails,
  SmsAccounts,
  SmsSettings,
  SmsSettingsProvider,
  SmsSignatures,
  SmsStatistics,
  SmsTemplates,
  TemplatePicker,
  VerificationCodeInput,
} from '@sms-settings/react'
import { StrictMode } from 'react'

const unanswered = () => new Promise<Response>(() => {})

/** Each part of the kit, as a server and a browser draw it before anything is known. */
export const Everything = ({ locale }: { locale: string }) => (
  <StrictMode>
    <VerificationCodeInput name="empty" locale={locale} />
    <VerificationCodeInput name="own" locale={locale} defaultValue="12" groups={[3, 3]} description="Sent" mask />
    <VerificationCodeInput name="given" locale={locale} value="123456" alphanumeric error="Not right" webOtp />
    <PhoneVerification baseUrl="/sms" fetch={unanswered} purpose="log_in" locale={locale} onApproved={() => {}} />
    <SmsSettingsProvider baseUrl="/sms" fetch={unanswered} locale={locale}>
      <PhoneVerification purpose="sign_up" onApproved={() => {}} />
      <SmsSettings />
      <SmsAccounts />
      <SmsAccountDetails accountId="a" />
      <SmsSignatures accountId="a" />
      <SmsTemplates accountId="a" />
      <GeneralEntries />
      <AppSmsSettings appId="shop" />
      <AppPolicyForm appId="shop" />
      <AuditLog />
      <Alarms />
      <MessageLog />
      <PhoneTimeline defaultPhone="+8613900001234" />
      <SmsStatistics />
      <AppPicker defaultValue="shop" />
      <SignaturePicker appId="shop" />
      <TemplatePicker accountId="a" name="template" />
    </SmsSettingsProvider>
  </StrictMode>
)
