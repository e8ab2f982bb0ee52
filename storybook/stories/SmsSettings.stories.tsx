import { SmsSettings } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn } from 'storybook/test'
import { served } from '../server/server.ts'
import { longNames, newTenant } from '../server/world.ts'
import { either, press, pressIn, see, seeRole } from './acting.ts'

const meta = {
  title: 'Panels/SmsSettings',
  component: SmsSettings,
  args: { onPlaceChange: fn() },
} satisfies Meta<typeof SmsSettings>
export default meta
type Story = StoryObj<typeof meta>

const VIEW = either('View', '查看')
const TEMPLATES = either('Template Management', '模板管理')

/** The whole page: SMS accounts, then what the operator provides. */
export const Full: Story = {}

/** Nothing of its own yet: what to do next, and what is there meanwhile. */
export const NewTenant: Story = { parameters: served({ world: newTenant }) }

export const Loading: Story = { parameters: served({ silent: 'everything' }) }

export const LongNames: Story = { parameters: served({ world: longNames }) }

export const ReadOnly: Story = { parameters: { permissions: ['settings:read'] } }

export const Narrow: Story = { parameters: { width: 400 } }

/** From the list to an account, on to its templates, and back. */
export const Walk: Story = {
  play: async ({ args, step }) => {
    await step('To the account', async () => {
      await pressIn('Alibaba Cloud, main', VIEW)
      await seeRole('heading', 'Alibaba Cloud, main')
    })
    await step('To its templates', async () => {
      await press(TEMPLATES, 'tab')
      await see('SMS_100000002')
      await expect(args.onPlaceChange).toHaveBeenLastCalledWith({ accountId: 'main', tab: 'templates' })
    })
    await step('And back', async () => {
      await press(either('SMS Settings', '短信设置'))
      await expect(args.onPlaceChange).toHaveBeenLastCalledWith({ accountId: null })
    })
  },
}

/** Where to be comes from the host's router. */
export const InAnAccount: Story = { args: { place: { accountId: 'main', tab: 'templates' } } }

/** One part fails, the other is there. */
export const GeneralFailed: Story = { parameters: served({ failing: { getGeneral: 'SMS_INTERNAL' } }) }
