import { useEffect, useState } from 'react'

export type Preferences = { locale: 'en' | 'zh-CN'; colorScheme: 'auto' | 'light' | 'dark' }

const KEY = 'console-preferences'

const stored = (): Preferences => {
  const usual: Preferences = { locale: navigator.language.startsWith('zh') ? 'zh-CN' : 'en', colorScheme: 'auto' }
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) }
  } catch {
    return usual
  }
}

/** The person's language and colours, kept in this browser. */
export const usePreferences = () => {
  const [preferences, setPreferences] = useState(stored)
  const { locale, colorScheme } = preferences
  useEffect(() => {
    localStorage.setItem(KEY, JSON.stringify(preferences))
    document.documentElement.lang = locale
    if (colorScheme === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = colorScheme
  }, [preferences, locale, colorScheme])
  const change = (some: Partial<Preferences>) => setPreferences((all) => ({ ...all, ...some }))
  return [preferences, change] as const
}
