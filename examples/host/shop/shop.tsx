import { type Approval, PhoneVerification } from '@sms-settings/react/phone-verification'
import { type FormEvent, useEffect, useState } from 'react'
import { appFetch, logIn, logOut, me, resetPassword, SHORTEST_PASSWORD, signUp, type User } from './server.ts'
import { words as allWords, type Flow, type ShopWords } from './words.ts'

const FLOWS: readonly Flow[] = ['sign_up', 'log_in', 'reset_password']

/** A page of an App's own, with the kit's phone verification in it and the App's own routes behind. */
export const Shop = () => {
  const [locale, setLocale] = useState<'en' | 'zh-CN'>(navigator.language.startsWith('zh') ? 'zh-CN' : 'en')
  const [flow, setFlow] = useState<Flow>('sign_up')
  const [user, setUser] = useState<User | null>(null)
  const words = allWords[locale]
  useEffect(() => {
    me().then(setUser)
  }, [])
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])

  return (
    <div className="shop">
      <main>
        <header>
          <h1>{words.name}</h1>
          <select
            aria-label={words.language}
            value={locale}
            onChange={(event) => setLocale(event.target.value as 'en' | 'zh-CN')}
          >
            <option value="en">English</option>
            <option value="zh-CN">简体中文</option>
          </select>
        </header>
        <p className="muted">{words.intro}</p>
        <div className="card">
          {user ? (
            <div className="welcome" role="status">
              <h2>{words.welcome}</h2>
              <p>{words.as(user.phone)}</p>
              <button type="button" className="button" onClick={() => logOut().then(() => setUser(null))}>
                {words.logOut}
              </button>
            </div>
          ) : (
            <>
              <nav className="flows">
                {FLOWS.map((it) => (
                  <button key={it} type="button" aria-pressed={it === flow} onClick={() => setFlow(it)}>
                    {words.flows[it]}
                  </button>
                ))}
              </nav>
              <FlowPage key={flow} flow={flow} words={words} locale={locale} onLoggedIn={setUser} />
            </>
          )}
        </div>
        <p>
          <a href="/">{words.console}</a>
        </p>
      </main>
      <aside>
        <h2>{words.phone}</h2>
        <iframe src="/phone" title={words.phone} />
      </aside>
    </div>
  )
}

const FlowPage = ({
  flow,
  words,
  locale,
  onLoggedIn,
}: {
  flow: Flow
  words: ShopWords
  locale: string
  onLoggedIn: (user: User) => void
}) => {
  const [approval, setApproval] = useState<Approval | null>(null)
  const [error, setError] = useState<string>()

  const finish = async (work: Promise<User>) => {
    setError(undefined)
    await work.then(onLoggedIn, (caught: Error) => setError(caught.message))
  }
  const approved = (it: Approval) => {
    if (flow === 'log_in') finish(logIn(it))
    setApproval(it)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    if (approval) finish(flow === 'sign_up' ? signUp(approval, password) : resetPassword(approval, password))
  }

  return (
    <>
      {approval === null ? (
        <PhoneVerification
          baseUrl="/app"
          fetch={appFetch}
          purpose={flow}
          locale={locale}
          defaultCountry="CN"
          onApproved={approved}
        />
      ) : (
        flow !== 'log_in' && (
          <form className="password" onSubmit={submit}>
            <label>
              {words.password}
              <input
                name="password"
                type="password"
                autoComplete="new-password"
                minLength={SHORTEST_PASSWORD}
                required
              />
            </label>
            <p className="muted">{words.passwordText(SHORTEST_PASSWORD)}</p>
            <button type="submit" className="button primary">
              {words.finish[flow]}
            </button>
          </form>
        )
      )}
      <p role="alert" className="problem">
        {error}
      </p>
      {error !== undefined && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setApproval(null)
            setError(undefined)
          }}
        >
          {words.startAgain}
        </button>
      )}
    </>
  )
}
