import { useId } from 'react'

/** A day, by the browser's own calendar: it knows the reader's week, and how phones choose a day. */
export const DayField = ({
  label,
  value,
  earliest,
  latest,
  onChange,
}: {
  label: string
  value: string
  earliest?: string
  latest?: string
  onChange: (day: string) => void
}) => {
  const id = useId()
  return (
    <div className="sms-field" data-slot="day-field">
      <label className="sms-label" data-slot="label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="date"
        className="sms-input"
        data-slot="input"
        value={value}
        min={earliest || undefined}
        max={latest || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}
