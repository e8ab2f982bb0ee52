import { createClient, type SmsClient, SmsClientError } from '@sms-settings/api/client'
import {
  AppSmsSettings,
  MessageLog,
  SmsSettings,
  type SmsSettingsPlace,
  SmsSettingsProvider,
  useSmsList,
  useSmsMutation,
} from '@sms-settings/react'
import { VerificationCodeInput } from '@sms-settings/react/code-input'
import { PhoneVerification } from '@sms-settings/react/phone-verification'
import { useState } from 'react'

export const client: SmsClient = createClient({ baseUrl: '/sms' })
export const names = async (): Promise<string[]> => {
  try {
    return (await client.listAccounts({ query: { limit: 5 } })).items.map(({ name }) => name)
  } catch (error) {
    return error instanceof SmsClientError ? [error.code] : []
  }
}

const Names = ({ accountId }: { accountId: string }) => {
  const { items } = useSmsList('listSignatures', { params: { accountId } })
  const remove = useSmsMutation('deleteAccount')
  return (
    <button type="button" onClick={() => remove.mutate({ params: { accountId } })}>
      {items?.map(({ name }) => name.toUpperCase())}
    </button>
  )
}

export const Page = () => {
  const [place, setPlace] = useState<SmsSettingsPlace>({ accountId: null })
  return (
    <SmsSettingsProvider baseUrl="/sms" locale="zh-CN" permissions={['settings:read']}>
      <SmsSettings place={place} onPlaceChange={setPlace} />
      {/* @ts-expect-error an App is named by a text */}
      <AppSmsSettings appId={1} />
      <MessageLog defaultCountry="CN" />
      <Names accountId="A1" />
      <VerificationCodeInput name="code" />
      <PhoneVerification baseUrl="/app" purpose="log_in" onApproved={({ phone }) => console.log(phone.length)} />
    </SmsSettingsProvider>
  )
}
