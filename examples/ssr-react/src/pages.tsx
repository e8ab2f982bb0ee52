import { AppSmsSettings, SmsSettings, SmsSettingsProvider } from '@sms-settings/react'
import { VerificationCodeInput } from '@sms-settings/react/code-input'
import { type Approval, PhoneVerification } from '@sms-settings/react/phone-verification'
import { type ReactNode, useState } from 'react'

const LogIn = ({ locale }: { locale: string }) => {
  const [phone, setPhone] = useState<string>()
  const onApproved = async (proof: Approval) => {
    const answer = await fetch('/log-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(proof),
    })
    if (answer.ok) setPhone(((await answer.json()) as { phone: string }).phone)
  }
  return (
    <section>
      <h1>Log in</h1>
      {phone ? (
        <p role="status">You are {phone}</p>
      ) : (
        <PhoneVerification
          baseUrl="/sms"
          locale={locale}
          purpose="log_in"
          defaultCountry="CN"
          onApproved={onApproved}
        />
      )}
    </section>
  )
}

const Code = ({ said }: { said?: string | undefined }) => (
  <form method="get" action="/code">
    <h1>Code</h1>
    <label htmlFor="code">The code you were sent</label>
    <VerificationCodeInput id="code" name="code" required />
    <button type="submit">Continue</button>
    {said && <p role="status">You said {said}</p>}
  </form>
)

const Settings = ({ locale }: { locale: string }) => (
  <SmsSettingsProvider baseUrl="/sms" locale={locale} permissions={['settings:read', 'settings:write']}>
    <SmsSettings />
    <AppSmsSettings appId="shop" />
  </SmsSettingsProvider>
)

export type PageProps = {
  path: string
  locale: string
  /** What a form sent. */
  said?: string | undefined
}

/** The whole document, so that the server and the browser draw the very same. */
export const Page = ({ path, locale, said }: PageProps) => {
  const pages: Record<string, ReactNode> = {
    '/': <LogIn locale={locale} />,
    '/code': <Code said={said} />,
    '/settings': <Settings locale={locale} />,
  }
  return (
    <html lang={locale} data-said={said} suppressHydrationWarning>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/client.css" />
        <title>Drawn on the server</title>
      </head>
      <body>
        <nav>
          <a href="/">Log in</a> <a href="/code">Code</a> <a href="/settings">Settings</a>
        </nav>
        <main>{pages[path]}</main>
      </body>
    </html>
  )
}
