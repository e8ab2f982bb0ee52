import { type RefObject, useId } from 'react'

export const CodeField = ({
  length,
  value,
  onChange,
  onComplete,
  onEnter,
  label,
  error,
  isDisabled,
  input,
}: {
  length: number
  value: string
  onChange: (code: string) => void
  onComplete: (code: string) => void
  onEnter: () => void
  label: string
  error: string | undefined
  isDisabled: boolean
  input: RefObject<HTMLInputElement | null>
}) => {
  const id = useId()
  return (
    <div className="sms-field">
      <label htmlFor={id} className="sms-label">
        {label}
      </label>
      <input
        ref={input}
        id={id}
        className="sms-phone-input"
        autoComplete="one-time-code"
        inputMode="numeric"
        value={value}
        readOnly={isDisabled}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}e`}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          onEnter()
        }}
        onChange={(event) => {
          const code = event.target.value.replace(/\D/g, '').slice(0, length)
          onChange(code)
          if (code.length === length && code !== value) onComplete(code)
        }}
      />
      <div role="alert" id={`${id}e`} className="sms-field-error">
        {error}
      </div>
    </div>
  )
}
