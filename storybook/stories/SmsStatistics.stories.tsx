import { SmsStatistics } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fireEvent, screen, userEvent, waitFor } from 'storybook/test'
import { served } from '../server/server.ts'
import { busyTenant, longNames, manyRows, newTenant } from '../server/world.ts'
import { either, eitherPart, press, see, seeRole } from './acting.ts'

const meta = {
  title: 'Panels/SmsStatistics',
  component: SmsStatistics,
} satisfies Meta<typeof SmsStatistics>
export default meta
type Story = StoryObj<typeof meta>

const CHART = eitherPart('What became of the SMS', '短信结果')

export const Full: Story = {}

export const ByApp: Story = { args: { defaultGroupBy: 'app' } }

export const ByTemplate: Story = { args: { defaultGroupBy: 'template' } }

export const ByCountry: Story = { args: { defaultGroupBy: 'country' } }

/** What the platform said, in words where there are any. */
export const ByError: Story = { args: { defaultGroupBy: 'error' } }

export const OfOneApp: Story = { args: { appId: 'acme-shop' } }

export const Loading: Story = { parameters: served({ silent: ['getStatistics'] }) }

export const Empty: Story = { parameters: served({ world: newTenant }) }

export const Failed: Story = { parameters: served({ failing: { getStatistics: 'SMS_STORE_UNAVAILABLE' } }) }

export const NotAllowed: Story = { parameters: served({ failing: { getStatistics: 'SMS_FORBIDDEN' } }) }

/** Without the settings there are no Apps to choose from. */
export const WithoutApps: Story = { parameters: { permissions: ['messages:read'] } }

export const LongNames: Story = { args: { defaultGroupBy: 'app' }, parameters: served({ world: longNames }) }

/** More Apps than bars: the rest is in the table, which shows some until all are asked for. */
export const ManyApps: Story = {
  args: { defaultGroupBy: 'app' },
  parameters: served({ world: manyRows }),
  play: async () => {
    await press(eitherPart('Show all 241 rows', '显示全部 241 行'))
    // By role each row would be asked whether it can be seen: half a minute, where this takes none.
    await waitFor(() => expect(document.querySelectorAll('[role="row"]').length).toBe(242))
  },
}

export const Narrow: Story = { parameters: { width: 320 } }

/** What is counted is some minutes old, and says so. */
export const Late: Story = { parameters: served({ world: () => ({ ...busyTenant(), countedSince: 12 * 60_000 }) }) }

/** From day to day by the arrow keys: each is told in words. */
export const ByKeyboard: Story = {
  play: async () => {
    const range = await screen.findAllByRole('slider', {}, { timeout: 6000 })
    await expect(range[0]).toHaveAccessibleName(CHART)
    range[0]?.focus()
    const today = range[0]?.getAttribute('aria-valuetext')
    await waitFor(() => expect(document.querySelector('[data-slot="chart-told"]')?.textContent).toBe(today))
    fireEvent.change(range[0] as HTMLElement, { target: { value: '0' } })
    await waitFor(() => expect(document.querySelector('[data-slot="chart-told"]')?.textContent).not.toBe(today))
  },
}

export const NinetyDays: Story = {
  play: async ({ canvas }) => {
    await seeRole('table')
    await userEvent.selectOptions(canvas.getAllByRole('combobox')[0] as HTMLElement, '90')
    await see(eitherPart('Show all 90 rows', '显示全部 90 行'))
  },
}

/** Of one App, and back. */
export const ChooseApp: Story = {
  play: async ({ canvas }) => {
    await seeRole('table')
    await userEvent.selectOptions(canvas.getAllByRole('combobox')[1] as HTMLElement, 'acme-shop')
    await press(either('Show all Apps', '查看全部 App'))
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: either('Show all Apps', '查看全部 App') })).toBeNull(),
    )
  },
}

/** By another group: what is shown stays until it is there. */
export const ChooseGroup: Story = {
  play: async () => {
    await press(either('Countries', '按国家或地区'), 'tab')
    await see(eitherPart('What became of the SMS to each country', '各国家或地区的短信结果'))
    await press(either('Errors', '按错误'), 'tab')
    await see(/VENDOR:900/)
  },
}
