import { AppSmsSettings } from '@sms-settings/react'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import type { ConsoleWords } from './words.ts'

type App = { appId: string; name: string }

const useApps = () => {
  const [apps, setApps] = useState<App[]>()
  useEffect(() => {
    fetch('/apps')
      .then((response) => response.json())
      .then((body) => setApps(body.items ?? []))
      .catch(() => setApps([]))
  }, [])
  return apps
}

/** “App SDK Development”: the host's own list of Apps. */
export const AppsPage = ({ words }: { words: ConsoleWords }) => {
  const apps = useApps()
  return (
    <>
      <h1>{words.apps}</h1>
      <p className="muted">{words.appsText}</p>
      <ul className="app-list">
        {apps?.map(({ appId, name }) => (
          <li key={appId}>
            <Link href={`/apps/${appId}`} className="app-card">
              <span className="app-mark" aria-hidden="true">
                {name.slice(0, 1)}
              </span>
              <span>
                <strong>{name}</strong>
                <code>{appId}</code>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

/** The page of one App, with its SMS settings as the kit draws them. */
export const AppPage = ({
  words,
  appId,
  onFix,
}: {
  words: ConsoleWords
  appId: string
  onFix: (accountId: string | null) => void
}) => {
  const name = useApps()?.find((it) => it.appId === appId)?.name ?? appId
  return (
    <>
      <p className="crumbs">
        <Link href="/apps">{words.apps}</Link>
      </p>
      <div className="page-header">
        <h1>{name}</h1>
        <Link href="/settings" className="button">
          {words.settings}
        </Link>
      </div>
      <AppSmsSettings appId={appId} onFix={({ accountId }) => onFix(accountId)} />
    </>
  )
}
