import { VerificationCodeInput } from '@sms-settings/react/code-input'
import { StrictMode, useEffect } from 'react'
import { hydrateRoot } from 'react-dom/client'

const Page = () => {
  useEffect(() => {
    document.documentElement.dataset.hydrated = 'yes'
  })
  return <VerificationCodeInput name="code" defaultValue="12" />
}

const root = document.getElementById('root')
if (root)
  hydrateRoot(
    root,
    <StrictMode>
      <Page />
    </StrictMode>,
  )
