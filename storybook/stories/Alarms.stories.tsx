import { Alarms } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, screen, waitFor } from 'storybook/test'
import { served } from '../server/server.ts'
import { busyTenant, longNames, manyRows, newTenant, oneOfEachAlarm } from '../server/world.ts'
import { either, eitherPart, press, see, seeRole } from './acting.ts'

const meta = {
  title: 'Panels/Alarms',
  component: Alarms,
  args: { onOpen: fn() },
} satisfies Meta<typeof Alarms>
export default meta
type Story = StoryObj<typeof meta>

const everyKind = () => ({ ...busyTenant(), alarms: oneOfEachAlarm() })

export const Full: Story = {}

/** Each kind in its words, and what to do about it. */
export const EveryKind: Story = { parameters: served({ world: everyKind }) }

export const Loading: Story = { parameters: served({ silent: ['listAlarms'] }) }

/** Nothing needs looking at. */
export const Empty: Story = { parameters: served({ world: newTenant }) }

export const Failed: Story = { parameters: served({ failing: { listAlarms: 'SMS_INTERNAL' } }) }

export const NotAllowed: Story = { parameters: served({ failing: { listAlarms: 'SMS_FORBIDDEN' } }) }

/** Who may only read sees no buttons that would be refused. */
export const ReadOnly: Story = { args: { onOpen: undefined }, parameters: { permissions: ['settings:read'] } }

export const LongNames: Story = { parameters: served({ world: longNames }) }

export const Narrow: Story = { parameters: { ...served({ world: everyKind }), width: 320 } }

export const ManyRows: Story = {
  parameters: served({ world: manyRows }),
  play: () => press(either('Load more', '加载更多')),
}

/** Ended by hand, it is under those that ended. */
export const EndedByHand: Story = {
  play: async ({ canvas }) => {
    await press(eitherPart('End the alarm: The text of the template “Log in”', '结束告警：模板“Log in”'))
    await see(eitherPart('Ended. If the same', '告警已结束。若再次'))
    await waitFor(() => expect(canvas.queryByText(eitherPart('The text of the template', '模板“Log in”'))).toBeNull())
    await press(either('Show those that ended', '显示已结束的告警'), 'checkbox')
    await see(eitherPart('The text of the template “Log in”', '模板“Log in”'))
  },
}

/** Refused, it stays where it is, and why is said. */
export const EndRefused: Story = {
  parameters: served({ failing: { endAlarm: 'SMS_STORE_UNAVAILABLE' } }),
  play: async () => {
    await press(eitherPart('End the alarm: The text of the template “Log in”', '结束告警：模板“Log in”'))
    await see(eitherPart('The database cannot be reached', '数据库'))
    expect(screen.getAllByRole('listitem').length).toBeGreaterThanOrEqual(3)
  },
}

export const WithEnded: Story = {
  play: async () => {
    await seeRole('list')
    await press(either('Show those that ended', '显示已结束的告警'), 'checkbox')
    await see(eitherPart('rejects the AccessKey of', '拒绝了'))
  },
}

/** To where it is mended: the host knows the way. */
export const Open: Story = {
  play: async ({ args }) => {
    await press(eitherPart('Open: The text of the template “Log in”', '前往：模板“Log in”'))
    await expect(args.onOpen).toHaveBeenCalledOnce()
  },
}
