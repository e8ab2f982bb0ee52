// A form of a host's own, with pickers among its fields.
import {
  AppPicker,
  SignaturePicker,
  SmsSettingsProvider,
  type SmsSettingsProviderProps,
  TemplatePicker,
} from '@sms-settings/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

/** What the page is told to do. */
export type PickersPage = {
  picker: 'app' | 'signature' | 'template'
  /** Of the picker. */
  props: Record<string, unknown>
  provider?: Partial<SmsSettingsProviderProps>
}

declare global {
  interface Window {
    pickers: PickersPage
    picked: [id: string, name: unknown][]
    sent: [name: string, value: string][][]
  }
}
window.picked = []
window.sent = []

const asPerson = (url: string, init: RequestInit) =>
  fetch(url, { ...init, headers: { ...init.headers, 'x-tenant': 'acme' } })

const { picker, props, provider } = window.pickers
const onChange = (id: string, item: { name: string }) => window.picked.push([id, item.name])
const all = {
  app: () => <AppPicker {...props} onChange={onChange} />,
  signature: () => <SignaturePicker {...(props as { appId: string })} onChange={onChange} />,
  template: () => <TemplatePicker {...(props as { appId: string })} onChange={onChange} />,
}
const Picked = all[picker]

createRoot(document.querySelector('#root') as Element).render(
  <StrictMode>
    <SmsSettingsProvider baseUrl="/sms" fetch={asPerson} {...provider}>
      <main>
        <h1>Release</h1>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            window.sent.push([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]))
          }}
        >
          <Picked />
          <p>
            <button type="submit">Send</button> <button type="reset">Start again</button>
          </p>
        </form>
      </main>
    </SmsSettingsProvider>
  </StrictMode>,
)
