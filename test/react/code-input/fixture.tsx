import { VerificationCodeInput, type VerificationCodeInputProps } from '@sms-settings/react/code-input'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

type Log = { changes: string[]; completes: string[]; submits: [string, string][][]; parentSubmits: number }
declare global {
  interface Window {
    log: Log
    /** Draws the input anew with these properties. */
    draw: (props: VerificationCodeInputProps, more?: { controlled?: boolean; slow?: boolean }) => void
    setValue: (value: string) => void
    rerender: () => void
  }
}

window.log = { changes: [], completes: [], submits: [], parentSubmits: 0 }
const told = {
  onChange: (code: string) => window.log.changes.push(code),
  onComplete: (code: string) => window.log.completes.push(code),
}

const Controlled = (props: VerificationCodeInputProps) => {
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
    />
  )
}

const Page = ({ props, controlled }: { props: VerificationCodeInputProps; controlled: boolean }) => {
  const [count, setCount] = useState(0)
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
      {controlled ? <Controlled {...props} /> : <VerificationCodeInput {...props} {...told} />}
      <button type="submit">Send</button>
      <button type="reset">Reset</button>
    </form>
  )
}

const container = document.getElementById('root')
const root = container && createRoot(container)
let key = 0
window.draw = (props, { controlled = false } = {}) => {
  key += 1
  window.log = { changes: [], completes: [], submits: [], parentSubmits: 0 }
  root?.render(
    <StrictMode>
      <Page key={key} props={props} controlled={controlled} />
    </StrictMode>,
  )
}
window.draw({})
