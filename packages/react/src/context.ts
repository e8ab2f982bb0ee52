import type { Permission } from '@sms-settings/api'
import type { SmsClient } from '@sms-settings/api/client'
import type { QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Overrides } from './words/words.ts'

export type ColorScheme = 'auto' | 'light' | 'dark'

export type SmsSettingsContext = {
  client: SmsClient
  queryClient: QueryClient
  /** A BCP 47 tag: what dates, numbers and sorting follow. */
  locale: string
  words: Record<string, Overrides<object>>
  colorScheme: ColorScheme
  permissions: readonly Permission[]
  /** Where the platform reaches the server; null when that is where the page comes from. */
  serverOrigin: string | null
  portalContainer: (() => HTMLElement | null) | undefined
}

export const Context = createContext<SmsSettingsContext | null>(null)

/** What the provider holds. @throws when there is no provider above */
export const useSmsSettings = (): SmsSettingsContext => {
  const context = useContext(Context)
  if (!context) throw new Error('Put <SmsSettingsProvider> around the parts of SMS Settings')
  return context
}

/** Whether the person in front may do something. What they may not is not drawn, rather than drawn dead. */
export const usePermission = (permission: Permission): boolean => useSmsSettings().permissions.includes(permission)
