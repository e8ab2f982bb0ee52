import type { SmsClient, SmsClientOptions } from '@sms-settings/api/client'
import { type FocusEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import { useBeforePaint } from '../code-input/before-paint.ts'
import { useSmsSettings } from '../context.ts'
import { classes } from '../elements/classes.ts'
import { useWords } from '../words/use-words.ts'
import { useAnnouncement } from './announcements.ts'
import { CodeStep } from './code-step.tsx'
import { firstCountry } from './countries.ts'
import { directionOf } from './direction.ts'
import { ApprovedStep, ConfirmStep, OverStep } from './end-steps.tsx'
import type { PhoneEntry } from './phone-entry.ts'
import { PhoneStep } from './phone-step.tsx'
import { Surroundings, type SurroundingsProps } from './surroundings.tsx'
import { httpTransport, type VerificationTransport, verificationTransport } from './transport.ts'
import { useReading } from './use-reading.ts'
import { type Approval, type UseVerificationOptions, useVerification, type Verification } from './use-verification.ts'
import { verificationWords } from './words.ts'

/** What `PhoneVerification` draws at the moment. `confirm`: the number is asked for again, after a reload. */
export type PhoneVerificationView = 'phone' | 'code' | 'over' | 'confirm' | 'approved'

export type PhoneVerificationProps = SurroundingsProps &
  Pick<UseVerificationOptions, 'purpose' | 'storageKey' | 'onRefused'> & {
    /**
     * Told once, when the code was right. It proves nothing by itself: send it to your server, which redeems it there in
     * its last step.
     */
    onApproved: (approval: Approval) => void
    /** Where your server answers `POST /verifications`, `/verifications/:id/check` and so on, in the plugin's way. */
    baseUrl?: string
    /** Instead of the global `fetch`, with `baseUrl`: adds headers. */
    fetch?: SmsClientOptions['fetch']
    /** A client of your own in place of `baseUrl`. By default that of the provider above. */
    client?: SmsClient
    /** Routes of your own, whatever they look like, in place of `baseUrl` and `client`. */
    transport?: VerificationTransport
    /**
     * ISO 3166-1 alpha-2, to begin with.
     * @default the first preferred one, else that of the locale
     */
    defaultCountry?: string
    /** Countries that are offered. Your server decides in any case. @default all */
    countries?: readonly string[]
    /** Countries at the top of the list. */
    preferredCountries?: readonly string[]
    /** A number that you know already: it can be changed. */
    defaultPhone?: string
    /** Takes the focus as the page opens. */
    autoFocus?: boolean
    /**
     * Asks the browser for the code of the SMS (WebOTP, Chrome on Android): its template has to end with the line
     * `@your-domain #${code}`. Without it, nothing happens.
     * @default true
     */
    webOtp?: boolean
    className?: string
    /** Puts something of your own around: a title for each view, your terms under the number. */
    children?: (parts: { view: PhoneVerificationView; content: ReactNode; verification: Verification }) => ReactNode
  }

const viewOf = ({ step, over, number }: Verification): PhoneVerificationView => {
  if (step === 'approved') return number ? 'approved' : 'confirm'
  if (step === 'over' || (step === 'sending' && over !== null)) return 'over'
  return step === 'code' || step === 'checking' ? 'code' : 'phone'
}

const useTransport = ({ transport, client, baseUrl, fetch }: PhoneVerificationProps): VerificationTransport => {
  const above = useSmsSettings().client
  const latest = useRef(fetch)
  latest.current = fetch
  const hasFetch = fetch !== undefined
  return useMemo(() => {
    if (transport) return transport
    if (client || baseUrl === undefined) return verificationTransport(client ?? above)
    // A function written in place is another one at each drawing: only whether there is one matters.
    return httpTransport(
      hasFetch ? { baseUrl, fetch: (url, init) => (latest.current ?? globalThis.fetch)(url, init) } : { baseUrl },
    )
  }, [transport, client, above, baseUrl, hasFetch])
}

const Inside = (props: PhoneVerificationProps) => {
  const { purpose, storageKey, onApproved, onRefused, countries, preferredCountries, className, children } = props
  const { autoFocus = false, webOtp = true } = props
  const { locale, colorScheme } = useSmsSettings()
  const words = useWords(verificationWords)
  const verification = useVerification({
    transport: useTransport(props),
    purpose,
    locale,
    onApproved,
    ...(storageKey === undefined ? {} : { storageKey }),
    ...(onRefused ? { onRefused } : {}),
  })
  const { reading, retry } = useReading()
  const [entry, setEntry] = useState<PhoneEntry>(() => ({
    text: props.defaultPhone ?? '',
    country: firstCountry(props.defaultCountry, locale, countries, preferredCountries),
  }))
  const announcement = useAnnouncement(verification)
  const view = viewOf(verification)

  const phone = useRef<HTMLInputElement>(null)
  const code = useRef<HTMLInputElement>(null)
  const newCode = useRef<HTMLButtonElement>(null)
  const message = useRef<HTMLParagraphElement>(null)
  // Whether the person is in here. Focus that is lost to nothing stays ours: the button pressed has gone, or Safari,
  // which focuses no buttons.
  const isInside = useRef(autoFocus)
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (relatedTarget && !currentTarget.contains(relatedTarget)) isInside.current = false
  }
  // Before the next key: what is typed at once belongs to the new view.
  useBeforePaint(() => {
    if (!isInside.current) return
    const target = { phone, confirm: phone, code, over: newCode, approved: message }[view]
    target.current?.focus()
  }, [view])

  const parts = { verification, entry, onEntry: setEntry, reading, onFocus: retry, countries, preferredCountries }
  const content = (
    <div key={view} className="sms-verification-view" data-slot="view">
      {view === 'phone' && <PhoneStep {...parts} input={phone} />}
      {view === 'code' && (
        <CodeStep key={verification.sent?.id} verification={verification} input={code} webOtp={webOtp} />
      )}
      {view === 'over' && <OverStep verification={verification} button={newCode} />}
      {view === 'confirm' && <ConfirmStep {...parts} input={phone} />}
      {view === 'approved' && <ApprovedStep message={message} />}
    </div>
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings the look of its own, and a host's styles of fieldsets
    <div
      lang={locale}
      dir={directionOf(locale)}
      data-color-scheme={colorScheme}
      className={classes('sms-root sms-verification', className)}
      role="group"
      aria-label={words.title}
      data-slot="phone-verification"
      data-view={view}
      onFocus={() => {
        isInside.current = true
      }}
      onBlur={onBlur}
    >
      {children ? children({ view, content, verification }) : content}
      <p role="status" className="sms-unseen" data-slot="announcement">
        {announcement}
      </p>
    </div>
  )
}

/**
 * Proves a phone number: asks for it, sends a code, takes the code. Stands in any form or page, within
 * `SmsSettingsProvider` or without. It is no `form` itself and nothing in it has a name, so that neither a form around it
 * nor an address ever holds the number or the code.
 */
export const PhoneVerification = (props: PhoneVerificationProps) => (
  <Surroundings locale={props.locale} words={props.words} colorScheme={props.colorScheme}>
    <Inside {...props} />
  </Surroundings>
)
