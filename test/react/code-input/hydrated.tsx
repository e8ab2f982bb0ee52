import { VerificationCodeInput } from '@sms-settings/react/code-input'
import { StrictMode, useEffect, useState } from 'react'
import { hydrateRoot } from 'react-dom/client'

declare global {
  interface Window {
    told: string[]
  }
}
window.told = []

/** As the server has rendered it: kept by the field itself, or by its host. */
const Page = ({ controlled }: { controlled: boolean }) => {
  const [code, setCode] = useState('12')
  useEffect(() => {
    document.documentElement.dataset.hydrated = 'yes'
  })
  return (
    <VerificationCodeInput
      name="code"
      {...(controlled ? { value: code } : { defaultValue: '12' })}
      onChange={(typed) => {
        window.told.push(typed)
        setCode(typed)
      }}
    />
  )
}

const root = document.getElementById('root')
if (root)
  hydrateRoot(
    root,
    <StrictMode>
      <Page controlled={location.pathname.includes('controlled')} />
    </StrictMode>,
  )
