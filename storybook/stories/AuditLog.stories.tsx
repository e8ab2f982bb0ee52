import { AuditLog } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, screen, userEvent, waitFor } from 'storybook/test'
import { served } from '../server/server.ts'
import { manyRows, newTenant } from '../server/world.ts'
import { either, eitherPart, press, see, seeRole } from './acting.ts'

const meta = {
  title: 'Panels/AuditLog',
  component: AuditLog,
} satisfies Meta<typeof AuditLog>
export default meta
type Story = StoryObj<typeof meta>

export const Full: Story = {}

export const Loading: Story = { parameters: served({ silent: ['listAuditLog'] }) }

export const Empty: Story = { parameters: served({ world: newTenant }) }

export const Failed: Story = { parameters: served({ failing: { listAuditLog: 'SMS_INTERNAL' } }) }

export const ManyRows: Story = {
  parameters: served({ world: manyRows }),
  play: () => press(either('Load more', '加载更多')),
}

export const Narrow: Story = { parameters: { width: 400 } }

/** A page about one account. */
export const OfOneAccount: Story = { args: { targetId: 'main' } }

/** Pressed, a name shows only what was done to it. */
export const OnlyOne: Story = {
  play: async () => {
    await press(eitherPart('Show only 阿里云（旧）', '只看 阿里云（旧）'))
    await see(eitherPart('Only: 阿里云（旧）', '只看：阿里云（旧）'))
  },
}

/** From one day to another, both of them included. */
export const BetweenTwoDays: Story = {
  play: async ({ canvas }) => {
    await seeRole('table')
    await userEvent.selectOptions(canvas.getByRole('combobox'), 'chosen')
    const today = new Date()
    const day = (before: number) => {
      const it = new Date(today.getFullYear(), today.getMonth(), today.getDate() - before)
      return `${it.getFullYear()}-${String(it.getMonth() + 1).padStart(2, '0')}-${String(it.getDate()).padStart(2, '0')}`
    }
    await userEvent.type(canvas.getByLabelText(either('From', '从')), day(41))
    await userEvent.type(canvas.getByLabelText(either('To', '至')), day(39))
    await see('Alibaba Cloud, main')
    await waitFor(() => expect(canvas.queryByText('阿里云（旧）')).toBeNull())
  },
}

export const NothingMatches: Story = {
  play: async () => {
    await seeRole('table')
    await userEvent.type(screen.getByRole('searchbox'), 'nobody')
    await see(either('Nothing matches.', '没有符合条件的记录。'))
  },
}
