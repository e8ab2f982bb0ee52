import { fileURLToPath } from 'node:url'
import type { StorybookConfig } from '@storybook/react-vite'
import react from '@vitejs/plugin-react'

const source = (path: string) => fileURLToPath(new URL(`../../packages/react/src/${path}`, import.meta.url))

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../stories/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  typescript: { reactDocgen: 'react-docgen' },
  viteFinal: (vite) => ({
    ...vite,
    plugins: [...(vite.plugins ?? []), react()],
    resolve: {
      ...vite.resolve,
      // The kit's sources in place of what is published: props are documented by their docstrings, and an edit shows at once.
      alias: [
        { find: /^@sms-settings\/react\/styles\.css$/, replacement: source('styles/styles.css') },
        { find: /^@sms-settings\/react\/(code-input|phone-verification)$/, replacement: source('$1/index.ts') },
        { find: /^@sms-settings\/react$/, replacement: source('index.ts') },
      ],
      dedupe: ['react', 'react-dom'],
    },
    build: { ...vite.build, chunkSizeWarningLimit: 4000 },
  }),
}
export default config
