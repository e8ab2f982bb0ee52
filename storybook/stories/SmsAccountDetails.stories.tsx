import { SmsAccountDetails } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, waitFor } from 'storybook/test'
import { served } from '../server/server.ts'
import { ago, busyTenant, longNames } from '../server/world.ts'
import { either, eitherPart, press, see, seeRole } from './acting.ts'

const meta = {
  title: 'Panels/SmsAccountDetails',
  component: SmsAccountDetails,
  args: { accountId: 'main', onBack: fn() },
  argTypes: { accountId: { control: 'select', options: ['main', 'abroad', 'old'] } },
} satisfies Meta<typeof SmsAccountDetails>
export default meta
type Story = StoryObj<typeof meta>

const IMPORT = either('Import from the platform', '从平台导入')

export const Full: Story = {}

export const Templates: Story = { args: { tab: 'templates' } }

/** The key lacks permissions: what that means, and what to do. */
export const LacksPermissions: Story = { args: { accountId: 'abroad' } }

/** Paused, and the platform rejects its key. */
export const PausedAndRejected: Story = { args: { accountId: 'old' } }

/** The platform refused the last SMS because of the account. */
export const CannotSend: Story = {
  parameters: served({
    world: () => {
      const world = busyTenant()
      const health = { status: 'cannot_send' as const, checkedAt: ago(60_000), platformCode: 'isv.AMOUNT_NOT_ENOUGH' }
      return { ...world, accounts: world.accounts.map((it) => ({ ...it, health })) }
    },
  }),
}

/** The platform failed several times in a row: nothing is tried for a while. */
export const OnHold: Story = {
  parameters: served({
    world: () => {
      const world = busyTenant()
      return {
        ...world,
        accounts: world.accounts.map((it) => ({ ...it, circuit: { state: 'open' as const, retryAfter: 24 } })),
      }
    },
  }),
}

const NEW_ADDRESS = either('New address', '更换地址')

/** The address is there to be copied; it is seen once it is asked for. */
export const ReportAddress: Story = {
  args: { accountId: 'abroad' },
  play: async ({ canvas, step }) => {
    await see(eitherPart('has not pushed any report', '还没有向此处推送过'))
    await expect(canvas.queryByText(/mK3vQ0yT7uXc9bRz/)).toBeNull()
    await press(either('Show the address', '显示地址'))
    await see(/mK3vQ0yT7uXc9bRz/)
    await step('Replaced', async () => {
      await press(NEW_ADDRESS)
      await see(eitherPart('is refused at once', '立即失效'))
      await press(NEW_ADDRESS)
      await see(eitherPart('There is a new address', '已更换地址'))
      await press(either('Show the address', '显示地址'))
      await see(/Zp8wN4sLd2HqV6eJ/)
    })
  },
}

export const NewAddressRefused: Story = {
  parameters: served({ failing: { rotateReportAddress: 'SMS_STEP_UP_REQUIRED' } }),
  play: async () => {
    await press(NEW_ADDRESS)
    await see(eitherPart('is refused at once', '立即失效'))
    await press(NEW_ADDRESS)
    await seeRole('alert')
  },
}

export const ReportAddressFailed: Story = {
  parameters: served({ failing: { getReportAddress: 'SMS_INTERNAL' } }),
}

export const Loading: Story = { parameters: served({ silent: ['getAccount'] }) }

/** Somebody else has deleted it. */
export const Gone: Story = { args: { accountId: 'deleted' } }

export const NotAllowed: Story = { parameters: served({ failing: { getAccount: 'SMS_FORBIDDEN' } }) }

export const LongNames: Story = { parameters: served({ world: longNames }) }

export const Narrow: Story = { parameters: { width: 400 } }

export const ReadOnly: Story = { parameters: { permissions: ['settings:read'] } }

/** A page of one account, with nowhere to go back to. */
export const OnItsOwn: Story = { args: { onBack: undefined } }

/** Deleted, there is nothing to show: the host is told to go back. */
export const Delete: Story = {
  play: async ({ args }) => {
    await press(eitherPart('More actions for Alibaba Cloud, main', 'Alibaba Cloud, main的更多操作'))
    await press(either('Delete', '删除'), 'menuitem')
    await see(eitherPart('no code can be sent any more', '无法再发送'))
    await press(either('Delete', '删除'))
    await waitFor(() => expect(args.onBack).toHaveBeenCalledOnce())
  },
}

/** Paused and resumed. */
export const Pause: Story = {
  play: async () => {
    const more = eitherPart('More actions for Alibaba Cloud, main', 'Alibaba Cloud, main的更多操作')
    await press(more)
    await press(either('Pause sending', '暂停发送'), 'menuitem')
    await see(either('Paused', '已暂停'))
    await press(more)
    await press(either('Resume sending', '恢复发送'), 'menuitem')
    await see(either('Active', '启用'))
  },
}

/** Everything approved on the platform; what is here already cannot be chosen. */
export const Import: Story = {
  play: async ({ step }) => {
    await press(IMPORT)
    await step('Chosen', async () => {
      await press(eitherPart('Select Quectel', '选择Quectel'), 'checkbox')
      await press(eitherPart('Select Sign up', '选择Sign up'), 'checkbox')
      await see(either('2 chosen', '已选 2 项'))
    })
    await step('Imported', async () => {
      await press(either('Import 2', '导入 2 项'))
      await see('【Quectel】')
    })
  },
}

export const ImportOpen: Story = {
  play: async () => {
    await press(IMPORT)
    await press(eitherPart('Select Sign up', '选择Sign up'), 'checkbox')
    await see(either('1 chosen', '已选 1 项'))
  },
}

/** What could not be added is named, each with why; the rest is there. */
export const ImportPartlyRefused: Story = {
  parameters: served({
    world: () => {
      const world = busyTenant()
      return { ...world, platform: { ...world.platform, withdrawn: ['SMS_100000003'] } }
    },
  }),
  play: async () => {
    await press(IMPORT)
    await press(eitherPart('Select Quectel', '选择Quectel'), 'checkbox')
    await press(eitherPart('Select Sign up', '选择Sign up'), 'checkbox')
    await press(either('Import 2', '导入 2 项'))
    await see(eitherPart('could not be imported', '未能导入'))
  },
}

/** Nothing has been approved on the platform yet. */
export const ImportNothing: Story = {
  parameters: served({
    world: () => ({ ...busyTenant(), platform: { signatures: [], templates: [], complete: true } }),
  }),
  play: async () => {
    await press(IMPORT)
    await see(either('Nothing is approved on the platform yet', '平台上还没有通过审核的内容'))
  },
}

/** The platform holds more than it lists. */
export const ImportIncomplete: Story = {
  parameters: served({
    world: () => {
      const world = busyTenant()
      return { ...world, platform: { ...world.platform, complete: false } }
    },
  }),
  play: async () => {
    await press(IMPORT)
    await see(eitherPart('more than can be listed', '多于一次可列出'))
  },
}

export const ImportFailed: Story = {
  parameters: served({
    failing: {
      listImportable: {
        code: 'SMS_PLATFORM_REFUSED',
        particulars: 'isv.ACCOUNT_ABNORMAL',
        platform: { code: 'isv.ACCOUNT_ABNORMAL', requestId: '7C3D8F1A-2B60-5A5E-9D4E-1F0B6C2A9E11' },
      },
    },
  }),
  play: async () => {
    await press(IMPORT)
    await see(/isv\.ACCOUNT_ABNORMAL/)
  },
}
