import { type KeyboardEvent, type RefObject, useId, useRef } from 'react'
import { useBeforePaint } from '../code-input/before-paint.ts'
import { useWords } from '../words/use-words.ts'
import { CountrySelect } from './country-select.tsx'
import { choose, countryOf, type PhoneEntry, type Reading, tidy, typed } from './phone-entry.ts'
import { verificationWords } from './words.ts'

export type PhoneFieldProps = {
  entry: PhoneEntry
  onChange: (entry: PhoneEntry) => void
  /** The Enter key. */
  onEnter: () => void
  reading: Reading | undefined
  /** Called as the field is entered: a chance to load what has not come. */
  onFocus: () => void
  countries: readonly string[] | undefined
  preferredCountries: readonly string[] | undefined
  error: string | undefined
  isDisabled: boolean
  input: RefObject<HTMLInputElement | null>
}

/** How many characters came into a text between what stayed at its beginning and at its end. */
const insertedInto = (before: string, after: string): number => {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start++
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++
  return after.length - start - end
}

/** A phone number with its country before it. What is typed stays as it is typed; what is pasted or left is tidied. */
export const PhoneField = ({
  entry,
  onChange,
  onEnter,
  reading,
  onFocus,
  countries,
  preferredCountries,
  error,
  isDisabled,
  input,
}: PhoneFieldProps) => {
  const words = useWords(verificationWords)
  const id = useId()

  const change = ({ value: text, selectionEnd }: HTMLInputElement, isComposing: boolean) => {
    const came = insertedInto(entry.text, text)
    // More than a key: a paste, or a browser that fills in the whole number.
    if (came > 1 && !isComposing) return onChange(tidy({ ...entry, text }, reading))
    const isAppended = came === 1 && selectionEnd === text.length && !isComposing
    onChange(typed(entry, text, isAppended, reading))
  }
  const isNew = useRef(true)
  useBeforePaint(() => {
    // Typed into the page of a server before it came to life, when nobody told us.
    if (isNew.current && input.current && input.current.value !== entry.text) change(input.current, false)
    isNew.current = false
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    // A form of the host's around us must not be sent by it.
    event.preventDefault()
    onEnter()
  }

  return (
    <div className="sms-field" data-slot="phone-field">
      <label className="sms-label" data-slot="label" htmlFor={id}>
        {words.phone}
      </label>
      <div
        className="sms-phone"
        data-slot="phone-control"
        dir="ltr"
        data-invalid={error === undefined ? undefined : ''}
      >
        <CountrySelect
          country={countryOf(entry, reading)}
          onChange={(country) => onChange(choose(entry, country, reading))}
          countries={countries}
          preferred={preferredCountries}
          controls={id}
          isDisabled={isDisabled}
        />
        {/* No name: neither a form of the host's nor its address ever holds it. */}
        <input
          ref={input}
          id={id}
          className="sms-phone-input"
          data-slot="phone-input"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          enterKeyHint="send"
          maxLength={64}
          value={entry.text}
          readOnly={isDisabled}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          onFocus={onFocus}
          onBlur={() => onChange(tidy(entry, reading))}
          onChange={(event) => change(event.target, (event.nativeEvent as InputEvent).isComposing === true)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div role="alert" id={`${id}-error`} className="sms-field-error" data-slot="field-error">
        {error}
      </div>
    </div>
  )
}
