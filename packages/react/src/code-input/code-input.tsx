import {
  type ComponentPropsWithoutRef,
  type CSSProperties,
  forwardRef,
  type ReactNode,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { type Overrides, wordsFor } from '../words/words.ts'
import { cleanCode } from './read-code.ts'
import { hasFocus, rangeOf } from './selection.ts'
import { useCodeField } from './use-code-field.ts'
import { useWebOtp } from './use-web-otp.ts'
import { codeInputWords } from './words.ts'

export type VerificationCodeInputProps = Omit<
  ComponentPropsWithoutRef<'input'>,
  | 'value'
  | 'defaultValue'
  | 'onChange'
  | 'type'
  | 'size'
  | 'maxLength'
  | 'minLength'
  | 'pattern'
  | 'children'
  | 'inputMode'
> & {
  /** How many digits, 3 to 10. @default 6 */
  length?: number
  /**
   * Marks where the digits are read in groups: `[3, 3]` draws a dash between the third and the fourth. The value has no
   * dash. @default one group
   */
  groups?: readonly number[]
  /** The code so far, if you keep it. Separators in it are left out. */
  value?: string
  /** The code to begin with, if you do not. A form's reset comes back to it, or else to what `value` was at first. */
  defaultValue?: string
  /** Called at every edit, with nothing but the digits (and letters). */
  onChange?: (code: string) => void
  /**
   * Called when an edit has filled the last place: once for each full code, again after an edit that fills it anew or when
   * it is pasted again, never because of a re-render. Clear the value after a wrong code, and it is armed again.
   */
  onComplete?: (code: string) => void
  /** Letters count as well; what is typed keeps its case. @default false */
  alphanumeric?: boolean
  /** Shows dots. @default false */
  mask?: boolean
  /**
   * Asks the browser for the code of the SMS (WebOTP, Chrome on Android). The SMS has to end with the line
   * `@your-domain #code`. @default false
   */
  webOtp?: boolean
  /** Above the input. With `aria-label` or a label of your own by `id`, give null. @default 'Verification code' */
  label?: ReactNode
  /** Below it. */
  description?: ReactNode
  /** What is wrong with the code. Read aloud when it comes. */
  error?: ReactNode
  /** Shown as wrong without a text of its own. The browser refuses a code that is not whole by itself. @default false */
  invalid?: boolean
  /** On the outermost element. */
  className?: string
  /** On the outermost element, like `className`. */
  style?: CSSProperties
  /** A BCP 47 tag, for the texts of its own. @default 'en' */
  locale?: string
  /** Your own words in place of some of ours. */
  words?: Overrides<(typeof codeInputWords)['en']>
}

/**
 * A one-time-code input: one native input over drawn slots, for any form, with or without our server. Fill-in by the
 * browser or the keyboard, paste in any spelling, undo, forms and screen readers work as the browser means them
 * (WCAG 2.2, 3.3.8: a code must be pastable). Works rendered on the server, also without JavaScript.
 *
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fe-autocomplete-one-time-code
 */
export const VerificationCodeInput = /* @__PURE__ */ forwardRef<HTMLInputElement, VerificationCodeInputProps>(
  // Named by its function: a `displayName` set from without keeps bundlers from leaving the input out.
  function VerificationCodeInput(
    {
      length = 6,
      groups = [],
      value,
      defaultValue = '',
      onChange,
      onComplete,
      alphanumeric = false,
      mask = false,
      webOtp = false,
      label,
      description,
      error,
      invalid = false,
      locale = 'en',
      words: ownWords,
      className,
      style,
      id: givenId,
      disabled = false,
      readOnly = false,
      onKeyDown,
      onFocus,
      onBlur,
      'aria-describedby': describedBy,
      ...props
    },
    ref,
  ) {
    const words = wordsFor(codeInputWords, locale, ownWords)
    const ownId = useId()
    const id = givenId ?? ownId
    const input = useRef<HTMLInputElement>(null)
    const slots = useRef<HTMLDivElement>(null)
    useImperativeHandle(ref, () => input.current as HTMLInputElement, [])

    const clean = (code: string) => cleanCode(code, { alphanumeric }).slice(0, length)
    const wanted = value === undefined ? undefined : clean(value)
    // What was there at first stays what a reset comes back to, however often the value changes.
    const [initial] = useState(wanted ?? clean(defaultValue))
    const { take, walk, redraw } = useCodeField(input, slots, {
      length,
      alphanumeric,
      value: wanted,
      initial,
      incomplete: words.incomplete(length),
      onChange,
      onComplete,
    })
    const current = input.current?.value ?? initial
    useWebOtp(webOtp && !disabled && !readOnly && current.length < length, take)

    const isFocused = hasFocus(input.current)
    const { start, end } = isFocused && input.current ? rangeOf(input.current) : { start: -1, end: -1 }
    const hasError = error !== undefined && error !== null && error !== false && error !== ''
    const isInvalid = invalid || hasError
    const descriptionId = description ? `${id}-description` : undefined
    const errorId = `${id}-error`
    const groupEnds = groups.slice(0, -1).map((_, at) => groups.slice(0, at + 1).reduce((sum, size) => sum + size) - 1)
    const flag = (on: boolean) => (on ? '' : undefined)
    const state = {
      'data-invalid': flag(isInvalid),
      'data-disabled': flag(disabled),
      'data-readonly': flag(readOnly),
    }

    return (
      <div
        className={className ? `sms-code-input ${className}` : 'sms-code-input'}
        style={style}
        data-slot="code-input"
        data-length={length}
        data-grouped={flag(groupEnds.length > 0)}
        data-complete={flag(current.length === length)}
        {...state}
      >
        {label !== null && (
          <label className="sms-code-input-label" data-slot="label" htmlFor={id}>
            {label ?? words.label}
          </label>
        )}
        {/* A code reads from left to right in every language, and is no word to translate. */}
        <div className="sms-code-input-box" data-slot="code-box" dir="ltr" translate="no">
          <div ref={slots} className="sms-code-input-slots" data-slot="code-slots" aria-hidden="true">
            {Array.from({ length }, (_, slot) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: slots are their places
                key={slot}
                className="sms-code-input-slot"
                data-slot="code-slot"
                data-filled={flag(slot < current.length)}
                data-active={flag(isFocused && (start === end ? slot === start : slot >= start && slot < end))}
                data-group-end={flag(groupEnds.includes(slot))}
                {...state}
              />
            ))}
          </div>
          <div className="sms-code-input-view">
            <input
              autoComplete="one-time-code"
              autoCapitalize={alphanumeric ? 'characters' : 'off'}
              autoCorrect="off"
              spellCheck={false}
              // Password managers would put their badge over the last digit and offer passwords.
              data-1p-ignore
              data-lpignore="true"
              data-bwignore
              data-protonpass-ignore
              data-form-type="other"
              {...props}
              ref={input}
              id={id}
              className="sms-code-input-field"
              data-slot="code-field"
              data-mask={flag(mask)}
              type="text"
              inputMode={alphanumeric ? 'text' : 'numeric'}
              // For who has no JavaScript; with it, what is too long is read, not cut.
              pattern={`${alphanumeric ? '[0-9A-Za-z]' : '[0-9]'}{${length}}`}
              defaultValue={initial}
              disabled={disabled}
              readOnly={readOnly}
              aria-invalid={isInvalid || undefined}
              aria-describedby={
                [describedBy, descriptionId, hasError ? errorId : undefined].filter(Boolean).join(' ') || undefined
              }
              onKeyDown={(event) => {
                onKeyDown?.(event)
                walk(event)
              }}
              onFocus={(event) => {
                onFocus?.(event)
                redraw()
              }}
              onBlur={(event) => {
                onBlur?.(event)
                redraw()
              }}
            />
          </div>
        </div>
        {description && (
          <div id={descriptionId} className="sms-code-input-description" data-slot="description">
            {description}
          </div>
        )}
        <div id={errorId} className="sms-code-input-error" data-slot="error" role="alert">
          {error}
        </div>
      </div>
    )
  },
)
