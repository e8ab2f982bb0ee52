// A page of an App: a form of its own, with the phone verification in it and no provider around.
import { PhoneVerification, type PhoneVerificationProps } from '@sms-settings/react/phone-verification'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

declare global {
  interface Window {
    options?: Partial<PhoneVerificationProps>
    approvals: unknown[]
    close_: () => void
  }
}
window.approvals = []

const asApp = (url: string, init: RequestInit) =>
  fetch(url, { ...init, headers: { ...init.headers, 'x-tenant': 'acme', 'x-app': 'shop' } })

const root = createRoot(document.querySelector('#root') as Element)
window.close_ = () => root.unmount()
root.render(
  <StrictMode>
    <main>
      <h1>Log in</h1>
      <form method="get">
        <label>
          Name <input name="name" defaultValue="Ada" />
        </label>
        <PhoneVerification
          baseUrl="/sms"
          fetch={asApp}
          purpose="log_in"
          defaultCountry="CN"
          onApproved={(approval) => window.approvals.push(approval)}
          {...window.options}
        />
        <button type="submit">Save</button>
      </form>
    </main>
  </StrictMode>,
)
