import type { SmsMessage } from '@sms-settings/api'
import { MessageLog, SmsSettingsProvider, VerificationCodeInput } from '@sms-settings/react'
import { type ReactNode, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { OTPInput } from './peers/input-otp.mjs'

/** Draws one of the things measured where nothing is; resolves when it can be used. */
declare global {
  interface Window {
    drawn: (name: string) => Promise<number>
    gone: () => Promise<void>
  }
}

const STATUSES = ['delivered', 'delivered', 'delivered', 'accepted', 'failed'] as const
const MESSAGES = Array.from({ length: 1000 }, (_, at): SmsMessage => {
  const status = STATUSES[at % STATUSES.length] as SmsMessage['status']
  const createdAt = new Date(Date.UTC(2026, 10, 23, 8) - at * 61_000).toISOString()
  return {
    id: `M${String(at).padStart(26, '0')}`,
    status,
    phone: `+86139****${String(at).padStart(4, '0')}`,
    country: 'CN',
    region: 'domestic',
    appId: 'shop',
    purpose: 'log_in',
    verificationId: null,
    accountId: 'A1',
    accountName: 'Main account',
    platform: 'alibaba_cloud',
    ssid: 'S1',
    signatureName: 'Quectel',
    stid: 'T1',
    templateName: 'Log in',
    templateCode: 'SMS_100000002',
    problem:
      status === 'failed'
        ? {
            kind: 'phone',
            code: 'MOBILE_NOT_ON_SERVICE',
            turn: 'user',
            text: 'The phone is off.',
            todo: 'Try again later.',
            link: null,
          }
        : null,
    requestId: null,
    bizId: null,
    createdAt,
    settledAt: createdAt,
    reportedAt: createdAt,
    handOverMs: 120,
  }
})
const answers = async (url: string) =>
  Response.json({ items: url.includes('/messages') ? MESSAGES : [], nextCursor: null })

/** The same figures in the same five columns, and nothing else: what React and the browser need for them. */
const PlainTable = () => (
  <table>
    <tbody>
      {MESSAGES.map((it) => (
        <tr key={it.id}>
          <th scope="row">
            <bdi>{it.phone}</bdi> <time>{it.createdAt}</time>
          </th>
          <td>
            <span>{it.status}</span> {it.problem && <span>{it.problem.text}</span>}
          </td>
          <td>
            <span>{it.appId}</span> <span>{it.purpose}</span>
          </td>
          <td>
            <span>{`【${it.signatureName}】 ${it.templateName}`}</span> <span>{it.accountName}</span>
          </td>
          <td>
            <button type="button">View</button>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

const Ours = () => {
  const [value, setValue] = useState('')
  return <VerificationCodeInput value={value} onChange={setValue} />
}
const Otp = () => {
  const [value, setValue] = useState('')
  return (
    <OTPInput
      maxLength={6}
      aria-label="Code"
      value={value}
      onChange={setValue}
      render={({ slots }) => (
        <div className="slots">
          {slots.map(({ char, isActive, hasFakeCaret }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its place
            <div key={at} className="slot" data-active={isActive || undefined}>
              {char}
              {hasFakeCaret && <div className="caret" />}
            </div>
          ))}
        </div>
      )}
    />
  )
}
/** One field of the browser's own, whose value React holds. */
const Native = () => {
  const [value, setValue] = useState('')
  return <input aria-label="Code" maxLength={6} value={value} onChange={(event) => setValue(event.target.value)} />
}

const THINGS: Record<string, { draw: () => ReactNode; until: () => boolean }> = {
  'message log': {
    draw: () => (
      <SmsSettingsProvider baseUrl="/sms" fetch={answers}>
        <MessageLog />
      </SmsSettingsProvider>
    ),
    until: () => document.querySelectorAll('tbody tr').length === MESSAGES.length,
  },
  'plain table': { draw: () => <PlainTable />, until: () => document.querySelectorAll('tbody tr').length > 0 },
  ...Object.fromEntries(
    Object.entries({ ours: Ours, 'input-otp': Otp, native: Native }).map(([name, Thing]) => [
      name,
      { draw: () => <Thing />, until: () => document.querySelector('input') !== null },
    ]),
  ),
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
let root: Root | undefined

window.drawn = async (name) => {
  const thing = THINGS[name]
  if (!thing) throw new Error(`there is no ${name}`)
  const place = document.body.appendChild(document.createElement('div'))
  const began = performance.now()
  root = createRoot(place)
  root.render(thing.draw())
  while (!thing.until()) await frame()
  // The frame after the one in which it stands there: it has been laid out and painted.
  await frame()
  await frame()
  return performance.now() - began
}
window.gone = async () => {
  root?.unmount()
  document.body.replaceChildren()
  await frame()
}
