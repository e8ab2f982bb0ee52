import { useId } from 'react'

/** Chrome takes years of six digits where there is no last day. */
const LAST_DAY = '9999-12-31'

/** A day, by the browser's own calendar: it knows the reader's week, and how phones choose a day. */
export const DateField = ({
  label,
  value,
  onChange,
  beside = false,
  min,
  max,
}: {
  label: string
  /** `2026-11-23`, or nothing. */
  value: string
  onChange: (day: string) => void
  /** The label stands beside the field instead of above it. */
  beside?: boolean
  /** The first day that makes sense. */
  min?: string
  /** The last. */
  max?: string
}) => {
  const id = useId()
  return (
    <div className={beside ? 'sms-date' : 'sms-field'} data-slot="date-field">
      <label htmlFor={id} className={beside ? 'sms-date-label' : 'sms-label'} data-slot="label">
        {label}
      </label>
      <input
        id={id}
        type="date"
        className="sms-input"
        data-slot="input"
        value={value}
        min={min || undefined}
        max={max || LAST_DAY}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}
