import { GeneralEntries, SmsAccounts, SmsSettingsProvider, useSmsList, useSmsMutation } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, screen } from 'storybook/test'
import { type ServerOptions, startServer } from '../server/server.ts'
import { newTenant } from '../server/world.ts'
import { press, see, seeRole } from './acting.ts'

const meta = {
  title: 'Around/SmsSettingsProvider',
  component: SmsSettingsProvider,
  args: { locale: 'en', colorScheme: 'auto' },
  argTypes: {
    locale: { control: 'select', options: ['en', 'zh-CN', 'de', 'ar'] },
    colorScheme: { control: 'inline-radio', options: ['auto', 'light', 'dark'] },
    permissions: {
      control: 'check',
      options: ['settings:read', 'settings:write', 'messages:read', 'messages:send'],
    },
    children: { control: false },
    client: { control: false },
    fetch: { control: false },
    queryClient: { control: false },
    portalContainer: { control: false },
  },
  parameters: { withoutProvider: true },
  render: function Connected(args, { parameters }) {
    const [fetch] = useState(() => startServer((parameters.server ?? {}) as ServerOptions))
    return (
      <SmsSettingsProvider {...args} baseUrl="/sms" fetch={fetch}>
        {args.children ?? <SmsAccounts onView={() => {}} />}
      </SmsSettingsProvider>
    )
  },
} satisfies Meta<typeof SmsSettingsProvider>
export default meta
type Story = StoryObj<typeof meta>

export const Default: Story = {}

/**
 * A dark part of a page that is light. On the ground of the page it could not be read, so it brings one of its own; where
 * both are alike it stands on the page's.
 */
export const Dark: Story = {
  args: { colorScheme: 'dark' },
  play: async ({ globals }) => {
    const panel = (await seeRole('table')).closest('.sms-root')
    if (globals.theme === 'dark') await expect(panel).not.toHaveAttribute('data-ground')
    else await expect(panel).toHaveAttribute('data-ground')
  },
}

export const Chinese: Story = { args: { locale: 'zh-CN' } }

/** Your own words in place of some of ours. */
export const OwnWords: Story = {
  args: {
    words: {
      accounts: { accounts: 'SMS providers', add: 'Connect a provider', accountsText: 'Who carries our messages.' },
    },
  },
  play: async () => {
    await press('Connect a provider')
    await expect(await screen.findByRole('dialog')).toHaveAccessibleName('Connect a provider')
  },
}

/** A language of your own: what you leave out is in English. */
export const AnotherLanguage: Story = {
  args: {
    locale: 'de',
    words: {
      accounts: {
        accounts: 'SMS-Konten',
        add: 'SMS-Konto hinzufügen',
        emptyTitle: 'Noch kein SMS-Konto',
        emptyText: 'Bis dahin verwenden Ihre Apps die allgemeine Signatur und die allgemeinen Vorlagen.',
      },
    },
  },
  parameters: { server: { world: newTenant } satisfies ServerOptions },
}

/** Languages that are written from right to left turn everything round. */
export const RightToLeft: Story = {
  args: { locale: 'ar' },
  play: async () => {
    await expect((await seeRole('table')).closest('.sms-root')).toHaveAttribute('dir', 'rtl')
  },
}

export const ReadOnly: Story = { args: { permissions: ['settings:read'] } }

/** A host's brand: variables of the root, no `!important`. */
export const Branded: Story = {
  render: function Connected(args) {
    const [fetch] = useState(() => startServer({}))
    return (
      <SmsSettingsProvider {...args} baseUrl="/sms" fetch={fetch}>
        <style>
          {`.brand {
            --sms-color-accent: light-dark(#0b6b53, #7fd9bd);
            --sms-color-accent-hover: light-dark(#085240, #a4e6d2);
            --sms-color-accent-text: light-dark(#ffffff, #06231b);
            --sms-radius: 2px;
            --sms-radius-small: 2px;
          }`}
        </style>
        <SmsAccounts className="brand" />
        <GeneralEntries className="brand" />
      </SmsSettingsProvider>
    )
  },
}

/** A part of the host's own, on the hooks that ours stand on. */
const AccountNames = () => {
  const accounts = useSmsList('listAccounts', {})
  const pause = useSmsMutation('pauseAccount')
  if (!accounts.items) return <p>…</p>
  return (
    <ul>
      {accounts.items.map(({ id, name, status }) => (
        <li key={id}>
          {name}: {status}{' '}
          {status === 'active' && (
            <button
              type="button"
              className="host-button"
              onClick={() => pause.mutateAsync({ params: { accountId: id } })}
            >
              Pause {name}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

/** `useSmsList`, `useSmsQuery` and `useSmsMutation` are typed by the operations of the server. */
export const OwnParts: Story = {
  args: { children: <AccountNames /> },
  play: async () => {
    await press('Pause Alibaba Cloud, main')
    await see(/Alibaba Cloud, main: paused/)
  },
}
