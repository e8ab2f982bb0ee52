import { useEffect, useMemo, useRef, useState } from 'react'
import { Button, Form, TextField, textOf } from '../elements/index.ts'
import { useErrorText } from '../words/errors.ts'
import { useWords } from '../words/use-words.ts'
import { timelineWords } from './words.ts'

const plain = (text: string) => text.normalize('NFKC').trim()

/** What a person typed, as the server reads it: a national number becomes one of `defaultCountry`. */
const complete = async (text: string, defaultCountry: string | undefined): Promise<string | null> => {
  if (/^\(?\s*\+|^00/.test(plain(text))) return plain(text)
  if (defaultCountry === undefined) return /^\d/.test(plain(text)) ? null : plain(text)
  // What knows every country's numbers is large: it is loaded when it is needed.
  const reading = await import('../phone-verification/reading.ts').catch(() => undefined)
  const found = reading?.read(text, defaultCountry)
  return typeof found === 'object' ? found.e164 : plain(text)
}

export type PhoneFormProps = {
  label: string
  submitLabel: string
  description?: string
  /** Whose numbers are typed without a country code: ISO 3166-1 alpha-2. */
  defaultCountry?: string | undefined
  /** What the server has against the number. */
  error?: unknown
  isPending?: boolean
  autoFocus?: boolean
  defaultValue?: string | undefined
  /** Nothing in it means any number: `onPhone('')`. */
  isOptional?: boolean
  onPhone: (phone: string) => void
}

/** A field for a whole phone number. What was typed stays in it whatever comes of it. */
export const PhoneForm = ({
  label,
  submitLabel,
  description,
  defaultCountry,
  error,
  isPending = false,
  autoFocus = false,
  defaultValue,
  isOptional = false,
  onPhone,
}: PhoneFormProps) => {
  const words = useWords(timelineWords)
  const text = useErrorText()
  const form = useRef<HTMLFormElement>(null)
  const [lacksCountry, setLacksCountry] = useState(false)
  /** The refusal that the person has already answered by typing or sending again. */
  const [forgotten, setForgotten] = useState<unknown>()
  const said = lacksCountry
    ? words.noCountry
    : error !== undefined && error !== null && error !== forgotten
      ? text(error).message
      : undefined
  // A new object would count as a new refusal.
  const refused = useMemo((): Record<string, string> => {
    return said === undefined ? {} : { phone: said }
  }, [said])

  useEffect(() => {
    const control = said === undefined ? null : form.current?.elements.namedItem('phone')
    if (control instanceof HTMLElement) control.focus()
  }, [said])

  return (
    <Form
      formRef={form}
      slotName="phone-form"
      refused={refused}
      onForget={() => {
        setLacksCountry(false)
        setForgotten(error)
      }}
      onSubmit={async ({ currentTarget }) => {
        const typed = textOf(new FormData(currentTarget), 'phone')
        if (typed === undefined) return isOptional ? onPhone('') : undefined
        const phone = await complete(typed, defaultCountry)
        if (phone === null) setLacksCountry(true)
        else onPhone(phone)
      }}
    >
      <TextField
        name="phone"
        type="tel"
        inputMode="tel"
        label={label}
        {...(description === undefined ? {} : { description })}
        {...(defaultValue === undefined ? {} : { defaultValue })}
        isRequired={!isOptional}
        maxLength={64}
        autoFocus={autoFocus}
        action={
          <Button type="submit" icon="search" isPending={isPending}>
            {submitLabel}
          </Button>
        }
      />
    </Form>
  )
}
