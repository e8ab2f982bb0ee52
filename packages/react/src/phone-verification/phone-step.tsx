import { type RefObject, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import { ActionButton } from './action-button.tsx'
import { clockText, useSecondsUntil } from './countdown.ts'
import { offered } from './countries.ts'
import { isAlive, isSameNumber } from './machine.ts'
import { countryOf, numberOf, type PhoneEntry, problemOf, type Reading } from './phone-entry.ts'
import { PhoneField } from './phone-field.tsx'
import type { Verification } from './use-verification.ts'
import { refusalText, verificationWords } from './words.ts'

export type PhoneStepProps = {
  verification: Verification
  entry: PhoneEntry
  onEntry: (entry: PhoneEntry) => void
  reading: Reading | undefined
  onFocus: () => void
  countries: readonly string[] | undefined
  preferredCountries: readonly string[] | undefined
  input: RefObject<HTMLInputElement | null>
}

/** Refusals that are about the number: said at its field. */
const ABOUT_THE_NUMBER = ['SMS_INVALID_PHONE', 'SMS_PHONE_REFUSED', 'SMS_PHONE_BLOCKED', 'SMS_COUNTRY_NOT_ALLOWED']

/** Asks for the number and sends the code. */
export const PhoneStep = ({
  verification,
  entry,
  onEntry,
  reading,
  onFocus,
  countries,
  preferredCountries,
  input,
}: PhoneStepProps) => {
  const words = useWords(verificationWords)
  const [own, setOwn] = useState<string>()
  const { problem, waitUntil, sent, over } = verification
  const wait = useSecondsUntil(waitUntil)
  const isSending = verification.step === 'sending'

  const refusal = problem?.of === 'start' ? problem.refusal : undefined
  // The sentence keeps the wait as it was said: one that changes each second would be read aloud each second.
  const refused = refusal && refusalText(words, refusal, waitUntil !== null && wait > 0 ? (refusal.retryAfter ?? 0) : 0)
  const isAboutNumber = refusal !== undefined && ABOUT_THE_NUMBER.includes(refusal.code)

  const change = (changed: PhoneEntry) => {
    if (changed.text === entry.text && changed.country === entry.country) return
    onEntry(changed)
    // The same number, tidied by us, is refused for the same reason.
    if (!isSameNumber(numberOf(changed, reading), numberOf(entry, reading))) {
      setOwn(undefined)
      verification.dismiss()
    }
  }
  const send = () => {
    if (isSending || wait > 0) return
    const found =
      problemOf(entry, reading) ?? (offered(countries).includes(countryOf(entry, reading)) ? null : 'country')
    setOwn(found ? words.problems[found] : undefined)
    if (found) return input.current?.focus()
    verification.start(numberOf(entry, reading))
  }

  return (
    <>
      <PhoneField
        entry={entry}
        onChange={change}
        onEnter={send}
        reading={reading}
        onFocus={onFocus}
        countries={countries}
        preferredCountries={preferredCountries}
        error={own ?? (isAboutNumber ? refused : undefined)}
        isDisabled={isSending}
        input={input}
      />
      <div role="alert" className="sms-verification-error" data-slot="error">
        {isAboutNumber ? undefined : refused}
      </div>
      <ActionButton slotName="send" look="primary" onPress={send} isPending={isSending} isOff={wait > 0}>
        {wait > 0 ? words.sendIn(clockText(wait)) : words.send}
      </ActionButton>
      {over === null && !isSending && isAlive(sent, Date.now()) && (
        <ActionButton slotName="back-to-code" look="link" onPress={verification.return}>
          {words.backToCode(sent.phone)}
        </ActionButton>
      )}
    </>
  )
}
