import { useContext, useId } from 'react'
import { useWords } from '../words/use-words.ts'
import { classes } from './classes.ts'
import type { FieldProps } from './field.tsx'
import { RefusedFields } from './form.tsx'
import { Icon } from './icon.tsx'
import { elementWords } from './words.ts'

export type Option = {
  id: string
  label: string
  /** Behind the label, as far as there is room. */
  description?: string
}

export type SelectProps = Omit<FieldProps, 'label'> & {
  /** Absent when `aria-label` says it. */
  label?: string
  'aria-label'?: string
  options: readonly Option[]
  value?: string | null
  defaultValue?: string
  onChange?: (id: string) => void
  placeholder?: string
}

const SHORT = 60
const textOf = ({ label, description }: Option) => {
  if (description === undefined) return label
  return `${label} – ${description.length > SHORT ? `${description.slice(0, SHORT)}…` : description}`
}

/** The browser's own list: it opens above everything, on a phone as phones do, and in every form as forms do. */
export const Select = ({
  label,
  description,
  options,
  value,
  defaultValue,
  onChange,
  placeholder,
  className,
  name,
  isRequired = false,
  isDisabled = false,
  'aria-label': ariaLabel,
}: SelectProps) => {
  const words = useWords(elementWords)
  const id = useId()
  const refused = useContext(RefusedFields)
  const error = name === undefined ? undefined : refused[name]
  const isEmpty = value === null || (value === undefined && defaultValue === undefined)
  return (
    <div className={classes('sms-field', className)} data-slot="select">
      {label !== undefined && (
        <label className="sms-label" data-slot="label" htmlFor={id}>
          {label}
          {isRequired && (
            <span className="sms-required" aria-hidden="true">
              {' *'}
            </span>
          )}
        </label>
      )}
      <div className="sms-select" data-disabled={isDisabled ? '' : undefined}>
        <select
          id={id}
          name={name}
          className="sms-input sms-select-control"
          data-slot="select-control"
          data-invalid={error ? '' : undefined}
          data-disabled={isDisabled ? '' : undefined}
          aria-label={ariaLabel}
          aria-invalid={error ? true : undefined}
          aria-describedby={classes(description !== undefined && `${id}-text`, error && `${id}-error`) || undefined}
          required={isRequired}
          disabled={isDisabled}
          {...(value !== undefined ? { value: value ?? '' } : { defaultValue: defaultValue ?? '' })}
          onChange={(event) => onChange?.(event.currentTarget.value)}
        >
          {isEmpty && (
            <option value="" disabled={isRequired}>
              {placeholder ?? words.select}
            </option>
          )}
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {textOf(option)}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </div>
      {description !== undefined && (
        <span id={`${id}-text`} className="sms-description" data-slot="description">
          {description}
        </span>
      )}
      {error && (
        <span id={`${id}-error`} className="sms-field-error" data-slot="field-error">
          {error}
        </span>
      )}
    </div>
  )
}
