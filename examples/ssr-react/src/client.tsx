import '@sms-settings/react/styles.css'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { Page } from './pages.tsx'

hydrateRoot(
  document,
  <StrictMode>
    <Page
      path={location.pathname}
      locale={document.documentElement.lang}
      said={document.documentElement.dataset.said}
    />
  </StrictMode>,
  { onRecoverableError: (error) => console.error(error) },
)
document.documentElement.dataset.alive = ''
