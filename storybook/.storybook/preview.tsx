import type { Permission } from '@sms-settings/api'
import { SmsSettingsProvider } from '@sms-settings/react'
import type { Decorator, Preview } from '@storybook/react-vite'
import { useState } from 'react'
import '@sms-settings/react/styles.css'
import { type ServerOptions, startServer } from '../server/server.ts'
import './host.css'

type Theme = 'light' | 'dark' | 'auto'

/** A page of a host's, with the provider on it and a server of the story's own behind. */
const Host: Decorator = (Story, { parameters, globals, viewMode }) => {
  const [fetch] = useState(() => startServer((parameters.server ?? {}) as ServerOptions))
  const theme = globals.theme as Theme
  const locale = globals.locale as string
  const permissions = parameters.permissions as readonly Permission[] | undefined
  if (viewMode === 'story') document.documentElement.lang = locale
  return (
    <div className="host" data-theme={theme} data-view={viewMode} lang={locale}>
      <div className="host-page" style={{ maxInlineSize: parameters.width as number | undefined }}>
        {parameters.withoutProvider ? (
          <Story />
        ) : (
          <SmsSettingsProvider
            baseUrl="/sms"
            fetch={fetch}
            locale={locale}
            colorScheme={theme}
            {...(permissions ? { permissions } : {})}
          >
            <Story />
          </SmsSettingsProvider>
        )}
      </div>
    </div>
  )
}

const preview: Preview = {
  tags: ['autodocs'],
  decorators: [Host],
  initialGlobals: { theme: 'light', locale: 'en' },
  globalTypes: {
    theme: {
      description: 'Colour scheme',
      toolbar: {
        title: 'Colour scheme',
        icon: 'mirror',
        items: [
          { value: 'light', title: 'Light' },
          { value: 'dark', title: 'Dark' },
          { value: 'auto', title: 'As the system has it' },
        ],
        dynamicTitle: true,
      },
    },
    locale: {
      description: 'Language',
      toolbar: {
        title: 'Language',
        icon: 'globe',
        items: [
          { value: 'en', title: 'English' },
          { value: 'zh-CN', title: '简体中文' },
        ],
        dynamicTitle: true,
      },
    },
  },
  parameters: {
    layout: 'fullscreen',
    a11y: {
      test: 'error',
      // React Aria's announcements name buttons by their ids, and outlive them for some seconds. They are to be heard only.
      context: { exclude: ['[data-live-announcer]'] },
      // A test is told what is wrong; to say where all the rest was found to be right takes as long as to look.
      options: navigator.webdriver ? { resultTypes: ['violations'] } : {},
    },
    controls: { expanded: true },
    docs: { toc: true },
    options: {
      storySort: { order: ['Panels', 'In an App', 'Around'] },
    },
  },
}
export default preview
