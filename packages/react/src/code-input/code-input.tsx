import {
  type ComponentPropsWithoutRef,
  forwardRef,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useReducer,
  useRef,
} from 'react'
import { type Overrides, wordsFor } from '../words/words.ts'
import { cleanCode, readCode } from './read-code.ts'
import { rangeOf, selectSlot, slotAt } from './selection.ts'
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
  /** The code so far, if you keep it. */
  value?: string
  /** The code to begin with, if you do not. A form's reset comes back to it. */
  defaultValue?: string
  /** Called at every edit, with digits only. */
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
  /** Shown as wrong without a text of its own. */
  invalid?: boolean
  /** A BCP 47 tag, for the texts of its own. @default 'en' */
  locale?: string
  /** Your own texts. */
  messages?: Overrides<(typeof codeInputWords)['en']>
}

const useBrowserLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect

/**
 * A one-time-code input: one native input over drawn slots, for any form, with or without our server. Fill-in by the
 * browser or the keyboard, paste in any spelling, undo, forms and screen readers work as the browser means them
 * (WCAG 2.2, 3.3.8: a code must be pastable). Works rendered on the server, also without JavaScript.
 *
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fe-autocomplete-one-time-code
 */
export const VerificationCodeInput = forwardRef<HTMLInputElement, VerificationCodeInputProps>(
  (
    {
      length = 6,
      value,
      defaultValue,
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
      messages,
      className,
      id: givenId,
      disabled = false,
      readOnly = false,
      onKeyDown,
      onFocus,
      onBlur,
      onPointerUp,
      'aria-describedby': describedBy,
      ...props
    },
    ref,
  ) => {
    const words = wordsFor(codeInputWords, locale, messages)
    const ownId = useId()
    const id = givenId ?? ownId
    const input = useRef<HTMLInputElement>(null)
    const slots = useRef<HTMLDivElement>(null)
    /** What the last edit left: what comes after it is compared with it. */
    const before = useRef('')
    const isComposing = useRef(false)
    const [, redraw] = useReducer((count: number) => count + 1, 0)
    useImperativeHandle(ref, () => input.current as HTMLInputElement, [])

    // Listeners of the browser's own events are there once and read what the last rendering brought.
    const latest = useRef({ length, alphanumeric, onChange, onComplete, incomplete: words.incomplete, value })
    useBrowserLayoutEffect(() => {
      latest.current = { length, alphanumeric, onChange, onComplete, incomplete: words.incomplete, value }
    })

    const judge = useCallback((it: HTMLInputElement) => {
      const { length, incomplete } = latest.current
      it.setCustomValidity(it.value.length > 0 && it.value.length < length ? incomplete(length) : '')
    }, [])

    /** An edit is done: cleans what came in, and tells. */
    const commit = useCallback(
      (it: HTMLInputElement, inputType = '') => {
        const { length, alphanumeric, onChange, onComplete } = latest.current
        const raw = it.value
        let code = cleanCode(raw, { alphanumeric })
        if (code.length > length)
          // Filled in as a whole, it may be a sentence; typed into a full field, the digits behind give way.
          code = inputType === 'insertText' ? overtype(it, code, length) : readCode(raw, { length, alphanumeric })
        if (code !== raw) {
          const caret = cleanCode(raw.slice(0, it.selectionStart ?? raw.length), { alphanumeric }).length
          it.value = code
          if (document.activeElement === it) it.setSelectionRange(caret, caret)
        }
        if (document.activeElement === it) {
          const { start, end } = rangeOf(it)
          const back = inputType === 'deleteContentBackward' && start > 0 && start < code.length ? 1 : 0
          if (start === end) selectSlot(it, start - back, length)
        }
        judge(it)
        const changed = code !== before.current
        before.current = code
        if (changed) onChange?.(code)
        if (code.length === length && (changed || inputType === 'insertFromPaste')) onComplete?.(code)
        redraw()
      },
      [judge],
    )

    useEffect(() => {
      const it = input.current
      if (!it) return

      const beforeInput = (event: InputEvent) => {
        // Nothing of it could stand: so nothing happens, and nothing is there to undo.
        if (
          !event.isComposing &&
          event.inputType === 'insertText' &&
          event.data &&
          cleanCode(event.data, latest.current) === ''
        )
          event.preventDefault()
      }
      const onInput = (event: Event) => {
        if (isComposing.current || (event as InputEvent).isComposing) return redraw()
        commit(it, (event as InputEvent).inputType)
      }
      const startComposing = () => {
        isComposing.current = true
      }
      const endComposing = () => {
        isComposing.current = false
        commit(it, 'insertText')
      }
      const paste = (event: ClipboardEvent) => {
        if (it.readOnly || it.disabled) return
        const text = event.clipboardData?.getData('text') ?? ''
        const { length } = latest.current
        const code = readCode(text, latest.current)
        event.preventDefault()
        if (code === '') return
        if (code.length === length) it.select()
        const room = length - (it.value.length - (rangeOf(it).end - rangeOf(it).start))
        isComposing.current = true
        // The browser's own way of typing, which undo knows of.
        const typed = document.execCommand('insertText', false, code.slice(0, Math.max(room, 0) || length))
        isComposing.current = false
        if (!typed) it.value = code
        commit(it, 'insertFromPaste')
      }
      const look = () => {
        if (document.activeElement !== it || isComposing.current) return
        const { start, end } = rangeOf(it)
        // A caret between digits shows nobody what the next key does.
        if (start === end && (start < it.value.length || start === latest.current.length) && it.value !== '')
          selectSlot(it, start, latest.current.length)
        redraw()
      }
      // The event comes before the fields change.
      const reset = () =>
        setTimeout(() => {
          before.current = it.value
          judge(it)
          latest.current.onChange?.(it.value)
          redraw()
        })

      it.addEventListener('beforeinput', beforeInput)
      it.addEventListener('input', onInput)
      it.addEventListener('compositionstart', startComposing)
      it.addEventListener('compositionend', endComposing)
      it.addEventListener('paste', paste)
      document.addEventListener('selectionchange', look)
      const { form } = it
      form?.addEventListener('reset', reset)
      // Filled in before this code came: by the browser, or by a person on a slow line.
      if (it.value !== before.current) commit(it)
      judge(it)
      return () => {
        it.removeEventListener('beforeinput', beforeInput)
        it.removeEventListener('input', onInput)
        it.removeEventListener('compositionstart', startComposing)
        it.removeEventListener('compositionend', endComposing)
        it.removeEventListener('paste', paste)
        document.removeEventListener('selectionchange', look)
        form?.removeEventListener('reset', reset)
      }
    }, [commit, judge])

    // The field keeps its own value, as the browser edits it; a value from above is laid over it where they differ.
    useBrowserLayoutEffect(() => {
      const it = input.current
      if (!it || isComposing.current) return
      const wanted = latest.current.value
      if (wanted !== undefined && it.value !== wanted) {
        it.value = wanted
        if (document.activeElement === it) selectSlot(it, wanted.length, length)
        redraw()
      }
      if (wanted !== undefined) before.current = it.value
      judge(it)
    })

    const take = useCallback(
      (code: string) => {
        const it = input.current
        if (!it) return
        it.value = readCode(code, latest.current)
        commit(it, 'insertFromPaste')
      },
      [commit],
    )
    const current = input.current?.value ?? value ?? defaultValue ?? ''
    useWebOtp(webOtp && !disabled && !readOnly && current.length < length, take)

    const keyDown = (event: KeyboardEvent<HTMLInputElement>) => {
      onKeyDown?.(event)
      const it = event.currentTarget
      if (event.defaultPrevented || event.shiftKey || event.metaKey || event.ctrlKey || event.altKey) return
      const { start, end } = rangeOf(it)
      const isOne = end - start <= 1
      const to =
        event.key === 'ArrowLeft'
          ? isOne
            ? start - 1
            : start
          : event.key === 'ArrowRight'
            ? isOne
              ? start + 1
              : end
            : event.key === 'Home' || event.key === 'ArrowUp'
              ? 0
              : event.key === 'End' || event.key === 'ArrowDown'
                ? it.value.length
                : undefined
      if (to === undefined) return
      event.preventDefault()
      selectSlot(it, to, length)
      redraw()
    }

    const pointerUp = (event: PointerEvent<HTMLInputElement>) => {
      onPointerUp?.(event)
      const it = event.currentTarget
      const { start, end } = rangeOf(it)
      // Dragged over several, they are selected, to be copied or replaced.
      if (disabled || end - start > 1 || !slots.current) return
      selectSlot(it, slotAt(slots.current, event.clientX), length)
      redraw()
    }

    const isFocused =
      typeof document !== 'undefined' && input.current !== null && document.activeElement === input.current
    const { start, end } = isFocused && input.current ? rangeOf(input.current) : { start: -1, end: -1 }
    const isInvalid = invalid || (error !== undefined && error !== null && error !== false && error !== '')
    const descriptionId = description ? `${id}-description` : undefined
    const errorId = `${id}-error`
    const state = (on: boolean) => (on ? '' : undefined)

    return (
      <div
        className={className ? `sms-code-input ${className}` : 'sms-code-input'}
        data-slot="code-input"
        data-length={length}
        data-invalid={state(isInvalid)}
        data-disabled={state(disabled)}
        data-readonly={state(readOnly)}
        data-complete={state(current.length === length)}
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
                data-filled={state(slot < current.length)}
                data-active={state(isFocused && (start === end ? slot === start : slot >= start && slot < end))}
              />
            ))}
          </div>
          <input
            autoComplete="one-time-code"
            autoCapitalize={alphanumeric ? 'characters' : 'off'}
            autoCorrect="off"
            spellCheck={false}
            // Password managers would put their badge over the last digit and offer passwords.
            data-1p-ignore
            data-lpignore="true"
            data-bwignore
            data-form-type="other"
            {...props}
            ref={input}
            id={id}
            className="sms-code-input-field"
            data-slot="code-field"
            data-mask={state(mask)}
            type="text"
            inputMode={alphanumeric ? 'text' : 'numeric'}
            // For who has no JavaScript; with it, what is too long is read, not cut.
            pattern={`${alphanumeric ? '[0-9A-Za-z]' : '[0-9]'}{${length}}`}
            defaultValue={value ?? defaultValue}
            disabled={disabled}
            readOnly={readOnly}
            aria-invalid={isInvalid || undefined}
            aria-describedby={
              [describedBy, descriptionId, isInvalid && error ? errorId : undefined].filter(Boolean).join(' ') ||
              undefined
            }
            onKeyDown={keyDown}
            onPointerUp={pointerUp}
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
VerificationCodeInput.displayName = 'VerificationCodeInput'

/** What was typed in the middle of a full field takes the place of what was behind it. */
const overtype = (it: HTMLInputElement, code: string, length: number): string => {
  const caret = Math.min(it.selectionStart ?? code.length, code.length)
  return (code.slice(0, caret) + code.slice(caret + code.length - length)).slice(0, length)
}
