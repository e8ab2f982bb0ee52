import {
  Alarms,
  AuditLog,
  MessageLog,
  PhoneTimeline,
  SmsSettings,
  SmsSettingsProvider,
  SmsStatistics,
  useStandingAlarms,
} from '@sms-settings/react'
import { useCallback, useEffect, useState } from 'react'
import { Link, Redirect, Route, Router, Switch, useLocation } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { AppPage, AppsPage } from './apps.tsx'
import { DemoKeys } from './demo-keys.tsx'
import { type Preferences, usePreferences } from './preferences.ts'
import { type Demo, type Person, readDemo, readSession, signOut } from './session.ts'
import { SignInAgain, SignInPage } from './sign-in.tsx'
import { words as allWords, type ConsoleWords } from './words.ts'

/** A console like those that the kit is embedded in: its own sign-in, navigation and look. */
export const Console = () => {
  const [preferences, setPreferences] = usePreferences()
  const [person, setPerson] = useState<Person | null>()
  const [demo, setDemo] = useState<Demo | null>(null)
  const [isOffline, setOffline] = useState(false)
  const [isExpired, setExpired] = useState(false)
  const words = allWords[preferences.locale]

  const start = useCallback(() => {
    setOffline(false)
    Promise.all([readSession().then(setPerson), readDemo().then(setDemo)]).catch(() => setOffline(true))
  }, [])
  useEffect(start, [start])

  // What the person is doing stays in place while they sign in again.
  const watched = useCallback(async (url: string, init: RequestInit) => {
    const response = await fetch(url, init)
    if (response.status === 401) setExpired(true)
    return response
  }, [])

  if (isOffline)
    return (
      <main className="sign-in-page">
        <p>{words.offline}</p>
        <button type="button" className="button" onClick={start}>
          {words.retry}
        </button>
      </main>
    )
  if (person === undefined) return <main className="sign-in-page" aria-busy="true" aria-label={words.loading} />
  if (person === null) return <SignInPage words={words} demo={demo} onSignedIn={setPerson} />
  return (
    <SmsSettingsProvider
      // Another person's answers are not this one's.
      key={person.email}
      baseUrl="/sms"
      fetch={watched}
      locale={preferences.locale}
      colorScheme={preferences.colorScheme}
      permissions={person.permissions}
    >
      <Router hook={useHashLocation}>
        <Frame
          words={words}
          person={person}
          demo={demo}
          preferences={preferences}
          onPreferences={setPreferences}
          onSignOut={() => signOut().then(() => setPerson(null))}
        />
      </Router>
      {isExpired && (
        <SignInAgain
          words={words}
          demo={demo}
          onSignedIn={(now) => {
            setPerson(now)
            setExpired(false)
          }}
        />
      )}
    </SmsSettingsProvider>
  )
}

type FrameProps = {
  words: ConsoleWords
  person: Person
  demo: Demo | null
  preferences: Preferences
  onPreferences: (some: Partial<Preferences>) => void
  onSignOut: () => void
}

const Frame = ({ words, person, demo, preferences, onPreferences, onSignOut }: FrameProps) => {
  const [location, navigate] = useLocation()
  const at = (path: string) => (location.startsWith(path) ? 'page' : undefined)
  return (
    <div className="frame">
      <header className="top">
        <strong className="brand">{words.center}</strong>
        <div className="top-end">
          <select
            aria-label={words.language}
            value={preferences.locale}
            onChange={(event) => onPreferences({ locale: event.target.value as Preferences['locale'] })}
          >
            <option value="en">English</option>
            <option value="zh-CN">简体中文</option>
          </select>
          <select
            aria-label={words.appearance}
            value={preferences.colorScheme}
            onChange={(event) => onPreferences({ colorScheme: event.target.value as Preferences['colorScheme'] })}
          >
            {(['auto', 'light', 'dark'] as const).map((scheme) => (
              <option key={scheme} value={scheme}>
                {words.schemes[scheme]}
              </option>
            ))}
          </select>
          <span className="person" title={person.email}>
            {person.name} · {person.tenantName}
          </span>
          <button type="button" className="button" onClick={onSignOut}>
            {words.signOut}
          </button>
        </div>
      </header>
      <nav className="side" aria-label={words.menu}>
        <Link href="/apps" aria-current={at('/apps')}>
          {words.apps}
        </Link>
        <Link href="/settings" aria-current={at('/settings')}>
          {words.settings}
        </Link>
        <Link href="/alarms" aria-current={at('/alarms')}>
          {words.alarms}
          <StandingAlarms words={words} />
        </Link>
        <Link href="/messages" aria-current={at('/messages')}>
          {words.messages}
        </Link>
        <Link href="/timeline" aria-current={at('/timeline')}>
          {words.timeline}
        </Link>
        <Link href="/statistics" aria-current={at('/statistics')}>
          {words.statistics}
        </Link>
        <Link href="/audit-log" aria-current={at('/audit-log')}>
          {words.auditLog}
        </Link>
        <span className="side-title">{words.tryIt}</span>
        <a href="/shop/">{words.appPage}</a>
        <a href="/phone" target="_blank" rel="noreferrer">
          {words.phone}
        </a>
        <a href="/docs">{words.docs}</a>
      </nav>
      <main className="content">
        <Switch>
          <Route path="/apps">
            <AppsPage words={words} />
          </Route>
          <Route path="/apps/:appId">
            {({ appId }) => (
              <AppPage
                words={words}
                appId={decodeURIComponent(appId)}
                onFix={(accountId) => navigate(accountId ? `/settings/${accountId}` : '/settings')}
              />
            )}
          </Route>
          <Route path="/settings/:accountId?/:tab?">
            {({ accountId, tab }) => (
              <>
                {demo && <DemoKeys words={words} demo={demo} />}
                <SmsSettings
                  place={{
                    accountId: accountId ?? null,
                    ...(tab === 'templates' || tab === 'signatures' ? { tab } : {}),
                  }}
                  onPlaceChange={(place) =>
                    navigate(['/settings', place.accountId, place.tab].filter((it) => it != null).join('/'))
                  }
                />
              </>
            )}
          </Route>
          <Route path="/alarms">
            <Alarms
              onOpen={({ accountId, appId, kind }) =>
                navigate(
                  appId !== null
                    ? `/apps/${encodeURIComponent(appId)}`
                    : `/settings/${accountId}${kind.startsWith('template') ? '/templates' : ''}`,
                )
              }
            />
          </Route>
          <Route path="/messages">
            <MessageLog defaultCountry="CN" />
          </Route>
          <Route path="/timeline">
            <PhoneTimeline defaultCountry="CN" />
          </Route>
          <Route path="/statistics">
            <SmsStatistics />
          </Route>
          <Route path="/audit-log">
            <AuditLog />
          </Route>
          <Route>
            <Redirect to="/settings" />
          </Route>
        </Switch>
      </main>
    </div>
  )
}

/** How many alarms stand, beside their name in the menu. */
const StandingAlarms = ({ words }: { words: ConsoleWords }) => {
  const standing = useStandingAlarms()
  if (!standing || standing.count === 0) return null
  const count = `${standing.count}${standing.isMore ? '+' : ''}`
  return (
    <span className="count">
      <span aria-hidden="true">{count}</span>
      <span className="unseen">{words.standing(count)}</span>
    </span>
  )
}
