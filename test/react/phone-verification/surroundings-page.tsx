// Below the provider of a console, beside a UI of a host's own on the bare hook and routes of its own.
import { SmsSettingsProvider } from '@sms-settings/react'
import {
  PhoneVerification,
  useSecondsUntil,
  useVerification,
  type VerificationTransport,
} from '@sms-settings/react/phone-verification'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

const asApp = (url: string, init: RequestInit) =>
  fetch(url, { ...init, headers: { ...init.headers, 'x-tenant': 'acme', 'x-app': 'shop' } })

/** Routes of a host's own: other paths, other answers. */
const post = async (path: string, body: object, signal: AbortSignal) => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  })
  const answer = await response.json()
  if (!response.ok) throw answer
  return answer
}
const transport: VerificationTransport = {
  start: (request, { signal }) => post('/own/start', request, signal),
  resend: (id, { signal }) => post('/own/resend', { id }, signal),
  check: (id, code, { signal }) => post('/own/check', { id, code }, signal),
}

const Own = () => {
  const [text, setText] = useState('')
  const [approved, setApproved] = useState('')
  const verification = useVerification({
    transport,
    purpose: 'sign_up',
    storageKey: null,
    onApproved: ({ phone }) => setApproved(phone),
  })
  const resendIn = useSecondsUntil(verification.sent?.resendAt)
  return (
    <section data-testid="own" data-step={verification.step}>
      <input aria-label="Own" value={text} onChange={(event) => setText(event.target.value)} />
      <button type="button" onClick={() => verification.start({ phone: text })}>
        Start
      </button>
      <button type="button" onClick={() => verification.check(text)}>
        Check
      </button>
      <output>
        {[verification.step, verification.problem?.refusal.code, verification.attemptsLeft, approved].join(' ')}
      </output>
      <small>{resendIn}</small>
    </section>
  )
}

createRoot(document.querySelector('#root') as Element).render(
  <StrictMode>
    <SmsSettingsProvider baseUrl="/sms" fetch={asApp} locale="zh-CN" colorScheme="dark">
      <PhoneVerification
        purpose="log_in"
        onApproved={({ phone }) => document.body.setAttribute('data-approved', phone)}
      >
        {({ view, content }) => (
          <>
            <h2>{view === 'phone' ? '登录' : '请输入验证码'}</h2>
            {content}
          </>
        )}
      </PhoneVerification>
      <Own />
    </SmsSettingsProvider>
  </StrictMode>,
)
