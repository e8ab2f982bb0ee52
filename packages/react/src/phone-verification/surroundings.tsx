import { createClient, type SmsClient } from '@sms-settings/api/client'
import { type ReactNode, useContext, useMemo } from 'react'
import { type ColorScheme, Context, type SmsSettingsContext } from '../context.ts'
import type { Overrides } from '../words/words.ts'
import type { VerificationTexts } from './words.ts'

/** Texts of a host's own in place of some of ours. */
export type VerificationWords = { verification?: Overrides<VerificationTexts> }

export type SurroundingsProps = {
  /**
   * A BCP 47 tag. English and Simplified Chinese (any `zh`) are there; give other languages by `words`.
   * @default that of the provider above, else 'en'
   */
  locale?: string | undefined
  /** Your own words in place of some of ours, by area and name. */
  words?: VerificationWords | undefined
  /** @default that of the provider above, else 'auto' */
  colorScheme?: ColorScheme | undefined
}

const unconnected = (): SmsClient => createClient({ baseUrl: '/sms' })

/**
 * Language and looks for what stands on a page of an App's own, where there is no `SmsSettingsProvider`; below one, its
 * own but for what is said otherwise.
 */
export const Surroundings = ({ locale, words, colorScheme, children }: SurroundingsProps & { children: ReactNode }) => {
  const above = useContext(Context)
  const value = useMemo(
    (): SmsSettingsContext =>
      above
        ? {
            ...above,
            locale: locale ?? above.locale,
            words: { ...above.words, ...words },
            colorScheme: colorScheme ?? above.colorScheme,
          }
        : {
            client: unconnected(),
            // The panels' cache of answers: nothing in here asks it, and it would double the size.
            get queryClient(): never {
              throw new Error('Put <SmsSettingsProvider> around what reads settings')
            },
            locale: locale ?? 'en',
            words: { ...words },
            colorScheme: colorScheme ?? 'auto',
            permissions: [],
            serverOrigin: null,
            portalContainer: undefined,
          },
    [above, locale, words, colorScheme],
  )
  return <Context.Provider value={value}>{children}</Context.Provider>
}
