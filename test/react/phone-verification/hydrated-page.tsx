import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { ServerPage } from './server-page.ts'

const complaints: string[] = []
Object.assign(window, { complaints })
hydrateRoot(
  document.querySelector('#root') as Element,
  <StrictMode>
    <ServerPage locale={document.documentElement.lang} />
  </StrictMode>,
  { onRecoverableError: (error) => complaints.push(String(error)) },
)
document.documentElement.dataset.alive = ''
