import { VerificationCodeInput, type VerificationCodeInputProps } from '@sms-settings/react/code-input'
import { forwardRef, type KeyboardEvent, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

export type More = {
  controlled?: boolean
  /** In a fieldset that is switched off. */
  switchedOff?: boolean
  /** Switched off as soon as the code is there, as hosts do while they check it. */
  once?: boolean
  /** The host's own words for a code that is not whole. */
  refusal?: string
  /** A host that keeps a key to itself. */
  keptKey?: string
}
type Log = { changes: string[]; completes: string[]; submits: [string, string][][] }
declare global {
  interface Window {
    log: Log
    /** Draws the input anew with these properties. */
    draw: (props: VerificationCodeInputProps, more?: More) => void
    /** Gives the input that is there other properties. */
    change: (props: VerificationCodeInputProps, more?: More) => void
    /** What the component's `ref` gave. */
    given: HTMLInputElement | null
    setValue: (value: string) => void
    rerender: () => void
  }
}

window.log = { changes: [], completes: [], submits: [] }
const told = {
  onChange: (code: string) => window.log.changes.push(code),
  onComplete: (code: string) => window.log.completes.push(code),
}

const Controlled = forwardRef<HTMLInputElement, VerificationCodeInputProps>((props, ref) => {
  const [value, setValue] = useState(props.value ?? '')
  window.setValue = setValue
  return (
    <VerificationCodeInput
      {...props}
      value={value}
      onChange={(code) => {
        told.onChange(code)
        setValue(code)
      }}
      onComplete={told.onComplete}
      ref={ref}
    />
  )
})

const Once = forwardRef<HTMLInputElement, VerificationCodeInputProps>((props, ref) => {
  const [isDone, setDone] = useState(false)
  return <VerificationCodeInput {...props} {...told} disabled={isDone} onComplete={() => setDone(true)} ref={ref} />
})

const Page = ({
  props,
  controlled,
  switchedOff,
  once,
  refusal,
  keptKey,
}: { props: VerificationCodeInputProps } & More) => {
  const [count, setCount] = useState(0)
  const Input = controlled ? Controlled : once ? Once : VerificationCodeInput
  window.rerender = () => setCount(count + 1)
  return (
    <form
      data-count={count}
      onSubmit={(event) => {
        event.preventDefault()
        window.log.submits.push([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]))
      }}
    >
      <input aria-label="Before" />
      <fieldset disabled={switchedOff} style={{ border: 0, margin: 0, padding: 0, minInlineSize: 0 }}>
        <Input
          {...props}
          {...told}
          {...(keptKey ? { onKeyDown: (event: KeyboardEvent) => event.key === keptKey && event.preventDefault() } : {})}
          {...(refusal ? { words: { incomplete: (length: number) => `${refusal} ${length}` } } : {})}
          ref={(it) => {
            window.given = it
          }}
        />
      </fieldset>
      <button type="submit">Send</button>
      <button type="reset">Reset</button>
    </form>
  )
}

const find = () => {
  const place = document.getElementById('root')
  if (!place || !location.search.includes('shadow')) return place
  const shadow = place.attachShadow({ mode: 'open' })
  const sheet = document.createElement('link')
  sheet.rel = 'stylesheet'
  sheet.href = `${location.pathname}/styles.css`
  const inside = document.createElement('div')
  shadow.append(sheet, inside)
  return inside
}
const container = find()
const root = container && createRoot(container)
let key = 0
window.change = (props, more = {}) =>
  root?.render(
    <StrictMode>
      <Page key={key} props={props} {...more} />
    </StrictMode>,
  )
window.draw = (props, more) => {
  key += 1
  window.log = { changes: [], completes: [], submits: [] }
  window.change(props, more)
}
window.draw({})
