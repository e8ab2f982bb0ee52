import type { Permission } from '@sms-settings/api'
import { createClient, type SmsClient, SmsClientError, type SmsClientOptions } from '@sms-settings/api/client'
import { QueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { type ColorScheme, Context, type SmsSettingsContext } from '../context.ts'
import type { PanelWords } from './words.ts'

/** All that a person may do. */
const EVERYTHING: readonly Permission[] = ['settings:read', 'settings:write', 'messages:read', 'messages:send']

export type SmsSettingsProviderProps = {
  children?: ReactNode
  /** Where the plugin's routes are, its prefix included: `/sms` or `https://api.example.com/sms`. */
  baseUrl?: string
  /** Instead of the global `fetch`: adds the headers by which your server knows the person. */
  fetch?: SmsClientOptions['fetch']
  /** A client of your own in place of `baseUrl` and `fetch`. */
  client?: SmsClient
  /**
   * Where the platform reaches your server to push delivery reports, when that is not where this page reaches it:
   * `https://sms.example.com`.
   * @default the origin of `baseUrl`, or of the page
   */
  serverOrigin?: string
  /**
   * A BCP 47 tag. The kit speaks English and Simplified Chinese (any `zh`); for another language give its texts by
   * `words`. Dates and numbers follow the tag in any case.
   * @default 'en'
   */
  locale?: string
  /** Your own words in place of some of ours, by area and name. */
  words?: PanelWords
  /**
   * `auto` follows the reader's system, or whatever `color-scheme` an ancestor sets.
   * @default 'auto'
   */
  colorScheme?: ColorScheme
  /**
   * What the person in front may do; buttons for the rest are not drawn. The server decides in any case.
   * @default everything
   */
  permissions?: readonly Permission[]
  /**
   * Where dialogs and lists are drawn. By default inside the dialog or shadow root that the panel is in, else at the
   * end of `body`: so a panel works in an open `<dialog>`, in dialogs of Radix and Ant Design, and in any other whose
   * element has `role="dialog"`, with nothing to be done. An element of your own has to be inside the dialog that is
   * open: what is outside of it can be neither clicked nor focused as long as it is modal.
   */
  portalContainer?: HTMLElement | (() => HTMLElement | null)
  /** A TanStack Query client of yours. By default each provider has its own, so that nothing is shared by accident. */
  queryClient?: QueryClient
}

const retriable = (error: unknown) => error instanceof SmsClientError && [0, 502, 503, 504].includes(error.statusCode)

const ownQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays a refusal: only what the network or a restart may mend is tried again.
        retry: (failures, error) => failures < 2 && retriable(error),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
    },
  })

/** `https://api.example.com` of a whole address; null of a path on the page's own server. */
const originOf = (address: string | undefined): string | null =>
  address !== undefined && /^https?:\/\//i.test(address) ? new URL(address).origin : null

/** Connects the panels below it to a server, and says how they speak and look. */
export const SmsSettingsProvider = ({
  children,
  baseUrl,
  fetch,
  client,
  serverOrigin,
  locale = 'en',
  words,
  colorScheme = 'auto',
  permissions = EVERYTHING,
  portalContainer,
  queryClient,
}: SmsSettingsProviderProps) => {
  const [own] = useState(ownQueryClient)
  // Mounted, it reads again what is stale when the person comes back to the tab, or the network does.
  useEffect(() => {
    own.mount()
    return () => own.unmount()
  }, [own])
  const made = useMemo(
    () => client ?? createClient({ baseUrl: baseUrl ?? '/sms', ...(fetch ? { fetch } : {}) }),
    [client, baseUrl, fetch],
  )
  const value = useMemo(
    (): SmsSettingsContext => ({
      client: made,
      queryClient: queryClient ?? own,
      locale,
      words: (words ?? {}) as SmsSettingsContext['words'],
      colorScheme,
      permissions,
      serverOrigin: serverOrigin?.replace(/\/+$/, '') ?? originOf(baseUrl),
      portalContainer: typeof portalContainer === 'object' ? () => portalContainer : portalContainer,
    }),
    [made, queryClient, own, locale, words, colorScheme, permissions, serverOrigin, baseUrl, portalContainer],
  )
  return (
    <Context.Provider value={value}>
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </Context.Provider>
  )
}
