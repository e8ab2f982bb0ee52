import { version } from 'react'
import { renderToString } from 'react-dom/server'
import { Everything } from './everything.tsx'

export const rendered = (locale: string) => ({ version, html: renderToString(<Everything locale={locale} />) })
