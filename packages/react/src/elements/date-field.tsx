import { useId } from 'react'

/** A day, as the browser asks for one. */
export const DateField = ({
  label,
  value,
  onChange,
  min,
  max,
}: {
  label: string
  /** `2026-11-23`, or nothing. */
  value: string
  onChange: (day: string) => void
  /** The first day that makes sense. */
  min?: string
  /** The last. */
  max?: string
}) => {
  const id = useId()
  return (
    <div className="sms-date" data-slot="date-field">
      <label htmlFor={id} className="sms-date-label" data-slot="label">
        {label}
      </label>
      <input
        id={id}
        type="date"
        className="sms-input"
        data-slot="input"
        value={value}
        min={min || undefined}
        max={max || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}
