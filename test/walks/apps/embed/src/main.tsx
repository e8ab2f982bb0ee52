import { createRoot } from 'react-dom/client'
import { SmsPage } from './sms-page.tsx'

createRoot(document.getElementById('root') as HTMLElement).render(
  <main>
    <h1>Ours</h1>
    <SmsPage token="ada" />
  </main>,
)
