import { PhoneTimeline } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { userEvent } from 'storybook/test'
import { PHONES } from '../server/message-handlers.ts'
import { served } from '../server/server.ts'
import { longNames } from '../server/world.ts'
import { either, eitherPart, field, press, see } from './acting.ts'

const meta = {
  title: 'Panels/PhoneTimeline',
  component: PhoneTimeline,
  args: { defaultCountry: 'CN' },
} satisfies Meta<typeof PhoneTimeline>
export default meta
type Story = StoryObj<typeof meta>

/** Nobody has been asked after yet. */
export const Start: Story = {}

/** The code arrived, and was entered after three others. */
export const Arrived: Story = { args: { defaultPhone: PHONES.delivered } }

export const NotDelivered: Story = { args: { defaultPhone: PHONES.failed } }

export const Refused: Story = { args: { defaultPhone: PHONES.limited } }

export const NoSuchUser: Story = { args: { defaultPhone: PHONES.decoy } }

export const Unknown: Story = { args: { defaultPhone: '+8613911112222' } }

export const LongNames: Story = { args: { defaultPhone: PHONES.failed }, parameters: served({ world: longNames }) }

export const Narrow: Story = { args: { defaultPhone: PHONES.delivered }, parameters: { width: 320 } }

export const Loading: Story = {
  args: { defaultPhone: PHONES.delivered },
  parameters: served({ silent: ['getPhoneTimeline'] }),
}

export const Failed: Story = {
  args: { defaultPhone: PHONES.delivered },
  parameters: served({ failing: { getPhoneTimeline: 'SMS_INTERNAL' } }),
}

export const NotAllowed: Story = {
  args: { defaultPhone: PHONES.delivered },
  parameters: served({ failing: { getPhoneTimeline: 'SMS_FORBIDDEN' } }),
}

export const NoNumber: Story = {
  play: async () => {
    await userEvent.type(await field(/^(Phone number|手机号码)/), 'abc')
    await press(either('Show', '查看'))
    await see(eitherPart('This is not a phone number', '这不是可以接收短信的手机号码'))
  },
}
