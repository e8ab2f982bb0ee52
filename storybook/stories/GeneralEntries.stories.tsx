import { GeneralEntries } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { served } from '../server/server.ts'
import { busyTenant } from '../server/world.ts'
import { either, see } from './acting.ts'

const meta = {
  title: 'Panels/GeneralEntries',
  component: GeneralEntries,
} satisfies Meta<typeof GeneralEntries>
export default meta
type Story = StoryObj<typeof meta>

export const Full: Story = {}

export const Loading: Story = { parameters: served({ silent: ['getGeneral'] }) }

/** The operator has set up none. */
export const None: Story = {
  parameters: served({ world: () => ({ ...busyTenant(), general: { signatures: [], templates: [] } }) }),
  play: async () => {
    await see(either('The operator provides no general signature and templates.', '运营方未提供通用签名和模板。'))
  },
}

/** One of the templates has lost its approval. */
export const NotAvailable: Story = {
  parameters: served({
    world: () => {
      const world = busyTenant()
      const { signatures, templates } = world.general
      return {
        ...world,
        general: {
          signatures,
          templates: templates.map((it, at) => (at === 1 ? { ...it, available: false, reason: 'rejected' } : it)),
        },
      }
    },
  }),
  play: async () => {
    await see(either('Not available', '不可用'))
  },
}

export const Failed: Story = { parameters: served({ failing: { getGeneral: 'SMS_INTERNAL' } }) }

export const Narrow: Story = { parameters: { width: 400 } }
