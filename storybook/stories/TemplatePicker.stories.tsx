import { TemplatePicker } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, screen, userEvent, waitFor } from 'storybook/test'
import { served } from '../server/server.ts'
import { busyTenant, longNames, manyRows } from '../server/world.ts'
import { eitherPart, see, seeRole } from './acting.ts'

const meta = {
  title: 'In an App/TemplatePicker',
  component: TemplatePicker,
  args: { accountId: 'main', onChange: fn() },
  argTypes: {
    accountId: { description: 'Those of one account.' },
    appId: {
      description: 'In place of `accountId`: those that one App may use, the general ones among them.',
      table: { type: { summary: 'string' } },
    },
  },
  parameters: { width: 480 },
} satisfies Meta<typeof TemplatePicker>
export default meta
type Story = StoryObj<typeof meta>

/** Chosen, the host is told of it. */
export const Choose: Story = {
  play: async ({ args }) => {
    const list = await seeRole('combobox')
    await waitFor(() => expect(screen.getAllByRole('option').length).toBeGreaterThan(2))
    await userEvent.selectOptions(list, 'T5')
    await expect(args.onChange).toHaveBeenCalledWith('T5', expect.anything())
  },
}

/** What is chosen stays in the form while the list loads. */
export const Loading: Story = {
  args: { defaultValue: 'T5' },
  parameters: served({ silent: ['listTemplates'] }),
}

export const Empty: Story = {
  parameters: served({ world: () => ({ ...busyTenant(), templates: [] }) }),
  play: async () => {
    await see(eitherPart('There is no template to choose yet', '还没有可选的模板'))
  },
}

export const Failed: Story = { parameters: served({ failing: { listTemplates: 'SMS_INTERNAL' } }) }

/** What was chosen once is not there any more: it is said, and kept. */
export const Gone: Story = { args: { defaultValue: 'deleted' } }

export const Required: Story = { args: { isRequired: true, description: 'A hint of the host’s.' } }

export const Disabled: Story = { args: { isDisabled: true, defaultValue: 'T5' } }

export const LongNames: Story = { parameters: served({ world: longNames }) }

/** More than a list holds: the server searches. */
export const Many: Story = {
  parameters: served({ world: manyRows }),
  play: async () => {
    await userEvent.type(await seeRole('searchbox'), '13')
  },
}

/** Only what one App may use, the general ones among it. */
export const OfAnApp: Story = { args: { accountId: undefined, appId: 'acme-rewards' } }
