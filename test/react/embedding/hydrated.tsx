import { hydrateRoot } from 'react-dom/client'
import { Everything } from './everything.tsx'

const root = document.getElementById('root')
if (root)
  hydrateRoot(root, <Everything locale={document.documentElement.lang} />, {
    onRecoverableError: (error) => console.error(error),
  })
