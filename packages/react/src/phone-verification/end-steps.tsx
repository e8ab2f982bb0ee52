import { type RefObject, useState } from 'react'
import { Icon } from '../elements/icon.tsx'
import { useWords } from '../words/use-words.ts'
import { ActionButton } from './action-button.tsx'
import { numberOf, type PhoneEntry, problemOf } from './phone-entry.ts'
import { PhoneField } from './phone-field.tsx'
import type { PhoneStepProps } from './phone-step.tsx'
import type { useReading } from './use-reading.ts'
import type { Verification } from './use-verification.ts'
import { verificationWords } from './words.ts'

/** Says why no code is taken any more, and offers a new one. */
export const OverStep = ({
  verification,
  button,
}: {
  verification: Verification
  button: RefObject<HTMLButtonElement | null>
}) => {
  const words = useWords(verificationWords)
  const { number, over } = verification
  return (
    <>
      <p className="sms-verification-over" data-slot="over" role="alert">
        <Icon name="alert" />
        <span>{words.over[over ?? 'unknown']}</span>
      </p>
      <ActionButton
        ref={button}
        slotName="new-code"
        look="primary"
        isPending={verification.step === 'sending'}
        onPress={() => (number ? verification.start(number) : verification.change())}
      >
        {words.newCode}
      </ActionButton>
      {number && (
        <ActionButton slotName="change" look="link" onPress={verification.change}>
          {words.change}
        </ActionButton>
      )}
    </>
  )
}

/** The number has been proved. */
export const ApprovedStep = ({ message }: { message: RefObject<HTMLParagraphElement | null> }) => {
  const words = useWords(verificationWords)
  return (
    <p ref={message} tabIndex={-1} className="sms-verification-approved" data-slot="approved">
      <Icon name="check" />
      <span>{words.approved}</span>
    </p>
  )
}

/** Whether a masked number (`+86 139****1234`) may be that of a whole one. */
const isMaskOf = (masked: string, e164: string): boolean => {
  const [head = '', tail = ''] = masked.split(/\*+/).map((it) => it.replace(/\D/g, ''))
  const digits = e164.replace(/\D/g, '')
  return digits.startsWith(head) && digits.endsWith(tail)
}

/**
 * Asks for the number again, after a right code on a page that was reloaded: no browser storage holds it, and a server
 * redeems an approval by its number.
 */
export const ConfirmStep = ({
  verification,
  entry,
  onEntry,
  reading,
  ...field
}: PhoneStepProps & { reading: ReturnType<typeof useReading>['reading'] }) => {
  const words = useWords(verificationWords)
  const [error, setError] = useState<string>()
  const masked = verification.sent?.phone ?? ''
  const confirm = () => {
    const number = numberOf(entry, reading)
    const found = problemOf(entry, reading)
    const isOther = number.phone.startsWith('+') && !isMaskOf(masked, number.phone)
    const said = found ? words.problems[found] : isOther ? words.problems.other_number : undefined
    setError(said)
    if (said !== undefined) return field.input.current?.focus()
    verification.confirm(number)
  }
  return (
    <>
      <p className="sms-verification-lead" data-slot="confirm-number">
        <span>{words.confirmNumber(masked)}</span>
      </p>
      <PhoneField
        {...field}
        entry={entry}
        onChange={(changed: PhoneEntry) => {
          onEntry(changed)
          setError(undefined)
        }}
        onEnter={confirm}
        reading={reading}
        error={error}
        isDisabled={false}
      />
      <ActionButton slotName="confirm" look="primary" onPress={confirm}>
        {words.confirm}
      </ActionButton>
    </>
  )
}
