import type { ReactNode } from 'react'
import { useWords } from '../words/use-words.ts'
import * as aria from './aria.ts'
import { classes } from './classes.ts'
import { elementWords } from './words.ts'

export type FieldProps = {
  /** The name under which the form sends it and the server finds fault with it. */
  name?: string
  label: string
  description?: ReactNode
  isRequired?: boolean
  isDisabled?: boolean
  className?: string
}

/** What stands around every field: label, help and what is wrong with it. */
export const FieldFrame = ({
  label,
  description,
  isRequired,
  children,
}: Pick<FieldProps, 'label' | 'description' | 'isRequired'> & { children: ReactNode }) => {
  const words = useWords(elementWords)
  return (
    <>
      <aria.Label className="sms-label" data-slot="label">
        {label}
        {isRequired && (
          <span className="sms-required" aria-hidden="true">
            {' *'}
          </span>
        )}
      </aria.Label>
      {children}
      {description !== undefined && (
        <aria.Text slot="description" className="sms-description" data-slot="description">
          {description}
        </aria.Text>
      )}
      <aria.FieldError className="sms-field-error" data-slot="field-error">
        {({ validationErrors, validationDetails: wrong }) =>
          // The browser's own words are in the browser's language.
          wrong.valueMissing
            ? words.required
            : wrong.patternMismatch
              ? words.unexpectedCharacters
              : wrong.tooShort || wrong.rangeOverflow || wrong.rangeUnderflow
                ? words.outOfRange
                : validationErrors.join(' ')
        }
      </aria.FieldError>
    </>
  )
}

export type TextFieldProps = FieldProps & {
  defaultValue?: string
  value?: string
  onChange?: (value: string) => void
  placeholder?: string
  /** Several lines. */
  isMultiline?: boolean
  /** A secret: hidden, and no browser offers to keep it. */
  isSecret?: boolean
  maxLength?: number
  pattern?: string
  type?: 'text' | 'tel'
  inputMode?: 'text' | 'tel' | 'numeric'
  /** Letters of a machine's: no spelling help, a fixed width. */
  isCode?: boolean
  autoFocus?: boolean
  validate?: (value: string) => string | null
  /** Beside the field, on its line. */
  action?: ReactNode
}

export const TextField = ({
  label,
  description,
  className,
  placeholder,
  isMultiline,
  isSecret,
  isCode,
  action,
  type = 'text',
  ...props
}: TextFieldProps) => {
  const control = classes('sms-input', isCode && 'sms-code')
  return (
    <aria.TextField
      {...props}
      type={isSecret ? 'password' : type}
      {...(isSecret || isCode ? { spellCheck: 'false', autoCorrect: 'off' } : {})}
      autoComplete={isSecret ? 'new-password' : 'off'}
      className={classes('sms-field', className)}
      data-slot="text-field"
    >
      <FieldFrame label={label} description={description} {...(props.isRequired ? { isRequired: true } : {})}>
        <div className="sms-field-line">
          {isMultiline ? (
            <aria.TextArea className={control} data-slot="input" placeholder={placeholder} rows={3} />
          ) : (
            <aria.Input
              className={control}
              data-slot="input"
              placeholder={placeholder}
              // A key is no password of this site: managers would offer to keep it.
              {...(isSecret ? { 'data-1p-ignore': true, 'data-lpignore': 'true', 'data-bwignore': true } : {})}
            />
          )}
          {action}
        </div>
      </FieldFrame>
    </aria.TextField>
  )
}
