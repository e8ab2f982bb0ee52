import { SmsAccounts } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, screen, userEvent } from 'storybook/test'
import { served } from '../server/server.ts'
import { busyTenant, longNames, manyRows, newTenant } from '../server/world.ts'
import { choose, confirm, either, eitherPart, fill, openMenu, press, pressIn, see, seeRole } from './acting.ts'

const meta = {
  title: 'Panels/SmsAccounts',
  component: SmsAccounts,
  args: { onView: fn() },
} satisfies Meta<typeof SmsAccounts>
export default meta
type Story = StoryObj<typeof meta>

const MAIN = 'Alibaba Cloud, main'
const ABROAD = 'Alibaba Cloud, abroad'
const OLD = '阿里云（旧）'

const ADD = either('Add an SMS Account', '添加短信账号')
const NAME = eitherPart('Account name', '账号名称')
const KEY = /^AccessKey/
const SECRET = /^AccessSecret/
const CHECK = either('Check AccessKey', '检查 AccessKey')

const fillIn = async ({ secret, name }: { secret: string; name: string }) => {
  await press(ADD)
  await fill(KEY, 'LTAI5tEmulatorDemo00001')
  await fill(SECRET, secret)
  await fill(NAME, name)
  await confirm()
}

/** One that works, one that lacks permissions, one that is paused and rejected. */
export const Full: Story = {
  play: async ({ canvas }) => {
    await seeRole('table', either('SMS accounts', '短信账号'))
    await expect(canvas.getAllByRole('row')).toHaveLength(4)
  },
}

export const Loading: Story = { parameters: served({ silent: ['listAccounts'] }) }

export const Empty: Story = { parameters: served({ world: newTenant }) }

export const LongNames: Story = { parameters: served({ world: longNames }) }

/** A list is read page by page: “Load more” brings the next. */
export const ManyRows: Story = {
  parameters: served({ world: manyRows }),
  play: async () => {
    await press(either('Load more', '加载更多'))
    await see('Account 30')
  },
}

/** Where it is narrow each row becomes a card. */
export const Narrow: Story = { parameters: { width: 400 } }

/** What the server says goes wrong, and a way to try again. */
export const Failed: Story = {
  parameters: served({ failing: { listAccounts: 'SMS_INTERNAL' } }),
  play: () => seeRole('alert').then(() => {}),
}

/** The server has recovered, and “Try again” shows it. */
export const FailedOnce: Story = {
  parameters: served({ failing: { listAccounts: { code: 'SMS_INTERNAL', times: 1 } } }),
  play: async () => {
    await press(either('Try again', '重试'))
    await seeRole('table')
  },
}

/** The network is gone: it is tried three times before it is said. */
export const Offline: Story = {
  parameters: served({ failing: { listAccounts: 'SMS_NETWORK' } }),
  play: async () => {
    await see(eitherPart('The server cannot be reached', '无法连接服务器'))
  },
}

export const NotAllowed: Story = { parameters: served({ failing: { listAccounts: 'SMS_FORBIDDEN' } }) }

/** Buttons for what the person may not do are not drawn. */
export const ReadOnly: Story = {
  parameters: { permissions: ['settings:read'] },
  play: async ({ canvas }) => {
    await seeRole('table')
    await expect(canvas.queryByRole('button', { name: ADD })).toBeNull()
  },
}

/** The platform rejects the key: what was typed stays, and with the right one it is added. */
export const Add: Story = {
  parameters: served({ world: newTenant }),
  play: async ({ step, args }) => {
    await fillIn({ secret: 'wrong', name: 'Main' })
    await step('Refused', async () => {
      await see(eitherPart('The platform rejects this AccessKey', '平台拒绝了该 AccessKey'))
    })
    await step('Corrected', async () => {
      await fill(SECRET, 'right')
      await confirm()
      await seeRole('rowheader', 'Main')
      await expect(args.onView).toHaveBeenCalledOnce()
    })
  },
}

/** Left when the platform has refused: what it said is there to be passed on. */
export const AddRefused: Story = {
  play: async () => {
    await fillIn({ secret: 'wrong', name: 'Main' })
    await see(/SignatureDoesNotMatch/)
  },
}

/** The key cannot be checked now: it may be added all the same. */
export const AddUnchecked: Story = {
  parameters: served({ failing: { createAccount: { code: 'SMS_PLATFORM_NOT_ASKED' } } }),
  play: async () => {
    await fillIn({ secret: 'unknown', name: 'Unchecked' })
    await seeRole('button', either('Add without checking', '不检查，直接添加'))
  },
}

/** Nothing is sent before what is required is there. */
export const AddIncomplete: Story = {
  play: async () => {
    await press(ADD)
    await fill(NAME, 'Main')
    await confirm()
    await see(either('Fill in this field.', '请填写此项。'))
  },
}

/** The platform takes its time: no second press, nothing jumps. */
export const AddUnderWay: Story = {
  parameters: served({ silent: ['createAccount'] }),
  play: () => fillIn({ secret: 'right', name: 'Main' }),
}

export const MenuOpen: Story = {
  play: async () => {
    await openMenu(MAIN)
    await expect(await screen.findAllByRole('menuitem')).toHaveLength(3)
  },
}

/** A name that another account has is refused; a free one is taken. */
export const Edit: Story = {
  play: async ({ step }) => {
    await pressIn(MAIN, either('Edit', '编辑'))
    await step('Refused', async () => {
      await fill(NAME, ABROAD)
      await confirm()
      await see(eitherPart('There is an SMS account with this name', '已有相同名称'))
    })
    await step('Corrected', async () => {
      await fill(NAME, 'Alibaba Cloud, home')
      await confirm()
      await see('Alibaba Cloud, home')
    })
  },
}

export const EditRefused: Story = {
  play: async () => {
    await pressIn(MAIN, either('Edit', '编辑'))
    await fill(NAME, ABROAD)
    await confirm()
    await see(eitherPart('There is an SMS account with this name', '已有相同名称'))
  },
}

/** What would break is in sight before anything is deleted. */
export const Delete: Story = {
  play: async () => {
    await pressIn(MAIN, either('Delete', '删除'))
    await see(eitherPart('no code can be sent any more', '无法再发送'))
  },
}

export const DeleteWithoutImpact: Story = {
  parameters: served({ world: () => ({ ...busyTenant(), impact: { apps: [] } }) }),
  play: async ({ canvas, step }) => {
    await pressIn(OLD, either('Delete', '删除'))
    await see(eitherPart('Nothing stops', '不影响发送'))
    await step('Confirmed', async () => {
      await press(either('Delete', '删除'))
      await see(eitherPart('was deleted', '已删除'))
      await expect(canvas.getAllByRole('row')).toHaveLength(3)
    })
  },
}

export const CheckWorks: Story = {
  play: async () => {
    await choose(ABROAD, CHECK)
    await see(eitherPart('The AccessKey works', 'AccessKey 有效'))
  },
}

/** What is missing, and a policy to paste that gives it. */
export const CheckLacksPermissions: Story = {
  parameters: served({
    world: () => ({
      ...busyTenant(),
      check: {
        status: 'forbidden',
        missingPermissions: ['dysms:SendSms', 'dysms:QuerySmsTemplate'],
        policy: JSON.stringify(
          {
            Version: '1',
            Statement: [{ Effect: 'Allow', Action: ['dysms:SendSms', 'dysms:QuerySmsTemplate'], Resource: '*' }],
          },
          null,
          2,
        ),
        platformCode: 'Forbidden.RAM',
        requestId: 'REQ-1',
      },
    }),
  }),
  play: async () => {
    await choose(ABROAD, CHECK)
    await see('dysms:SendSms')
  },
}

export const CheckUnderWay: Story = {
  parameters: served({ silent: ['checkAccount'] }),
  play: () => choose(MAIN, CHECK),
}

/** A masked secret is no secret. */
export const ReplaceKey: Story = {
  play: async ({ step }) => {
    await choose(OLD, either('Replace AccessKey', '更换 AccessKey'))
    await fill(KEY, 'LTAI5tEmulatorDemo00009')
    await step('Refused', async () => {
      await fill(SECRET, '******')
      await confirm()
      await see(eitherPart('masked secret', '打了掩码'))
    })
    await step('Corrected', async () => {
      await fill(SECRET, 'right')
      await confirm()
      await see(eitherPart('was replaced', '已更换'))
    })
  },
}

export const Pause: Story = {
  play: async () => {
    await choose(MAIN, either('Pause sending', '暂停发送'))
    await see(eitherPart('Nothing is sent from this account', '在恢复之前'))
  },
}

export const SearchFindsNothing: Story = {
  parameters: served({ world: manyRows }),
  play: async ({ canvas }) => {
    await userEvent.type(await canvas.findByRole('searchbox'), 'nobody')
    await see(eitherPart('No SMS account matches', '没有符合条件'))
  },
}
