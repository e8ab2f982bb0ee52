import { SmsSignatures } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, screen, userEvent } from 'storybook/test'
import { served } from '../server/server.ts'
import { longNames, manyRows, newTenant } from '../server/world.ts'
import { choose, confirm, either, eitherPart, fill, press, pressIn, row, see, seeRole } from './acting.ts'

const meta = {
  title: 'Panels/SmsSignatures',
  component: SmsSignatures,
  args: { accountId: 'main' },
} satisfies Meta<typeof SmsSignatures>
export default meta
type Story = StoryObj<typeof meta>

const ADD = either('Add a Signature', '添加签名')
const NAME = eitherPart('Signature name', '签名名称')
const AUTHORISE = either('Authorize App', '授权 App')
const SAVE = either('Save', '保存')

/** Approved, approved but not registered with every carrier, and rejected with the platform's reason. */
export const Full: Story = {
  play: async () => {
    await see(eitherPart('registration failed', '报备失败'))
    await see(eitherPart('The licence is older than three months', 'The licence is older'))
  },
}

export const Loading: Story = { parameters: served({ silent: ['listSignatures'] }) }

export const Empty: Story = { parameters: served({ world: newTenant }) }

export const LongNames: Story = { parameters: served({ world: longNames }) }

export const ManyRows: Story = {
  parameters: served({ world: manyRows }),
  play: () => press(either('Load more', '加载更多')),
}

export const Narrow: Story = { parameters: { width: 400 } }

export const Failed: Story = { parameters: served({ failing: { listSignatures: 'SMS_INTERNAL' } }) }

export const ReadOnly: Story = { parameters: { permissions: ['settings:read'] } }

/** Buttons of the host's own, beside ours. */
export const WithToolbar: Story = {
  args: {
    toolbar: (
      <button type="button" className="host-button">
        Export
      </button>
    ),
  },
}

/** Not on the platform: refused. Copied with its brackets: added without them. */
export const Add: Story = {
  play: async ({ step }) => {
    await press(ADD)
    await step('Refused', async () => {
      await fill(NAME, 'Quektel')
      await confirm()
      await see(eitherPart('There is no such signature', '没有该签名'))
    })
    await step('Corrected', async () => {
      await fill(NAME, '【Quectel】')
      await confirm()
      await see('【Quectel】')
    })
  },
}

export const AddRefused: Story = {
  play: async () => {
    await press(ADD)
    await fill(NAME, 'Acme')
    await confirm()
    await see(eitherPart('This signature has been added already', '该签名已添加'))
  },
}

/** The session ends while somebody types: nothing of it is lost. */
export const AddSignedOut: Story = {
  parameters: served({ failing: { createSignature: 'SMS_UNAUTHENTICATED' } }),
  play: async () => {
    await press(ADD)
    const name = await fill(NAME, 'Quectel')
    await confirm()
    await see(eitherPart('Your session has ended', '登录已失效'))
    await expect(name).toHaveValue('Quectel')
  },
}

/** One App more and one less; what a colleague changes meanwhile stays. */
export const Authorise: Story = {
  play: async ({ step }) => {
    await pressIn('【Acme】', AUTHORISE)
    await step('Changed', async () => {
      await press(/Acme Rewards/, 'checkbox')
      await press(/Acme Warehouse/, 'checkbox')
      await see(either('1 to add, 1 to remove', '新增 1 个，取消 1 个'))
    })
    await step('Saved', async () => {
      await press(SAVE)
      await see(either('Authorization saved.', '授权已保存。'))
      await expect(await row('【Acme】')).toHaveTextContent('2')
    })
  },
}

/** Taking an App away has consequences, which are said. */
export const AuthoriseRemoving: Story = {
  play: async () => {
    await pressIn('【Acme】', AUTHORISE)
    await press(/Acme Shop/, 'checkbox')
    await see(eitherPart('loses its defaults', '将失去引用它的默认设置'))
  },
}

/** Hundreds of Apps: the server searches among them. */
export const AuthoriseManyApps: Story = {
  parameters: served({ world: manyRows }),
  play: async () => {
    await pressIn('【Acme】', AUTHORISE)
    await see('App 99')
    await userEvent.type(screen.getAllByRole('searchbox').at(-1) as HTMLElement, '239')
    await see('App 239')
  },
}

/** The tenant has no App yet. */
export const AuthoriseWithoutApps: Story = {
  parameters: served({ failing: {}, world: () => ({ ...manyRows(), apps: [] }) }),
  play: async () => {
    await pressIn('【Acme】', AUTHORISE)
    await see(eitherPart('There is no App yet', '还没有 App'))
  },
}

export const AuthoriseFailed: Story = {
  parameters: served({ failing: { patchSignatureApps: 'SMS_APP_UNKNOWN' } }),
  play: async () => {
    await pressIn('【Acme】', AUTHORISE)
    await press(/Acme Warehouse/, 'checkbox')
    await press(SAVE)
    await see(eitherPart('One of the Apps is not yours', '其中有 App 已不属于您'))
  },
}

export const EditNote: Story = {
  play: async () => {
    await choose('【Acme】', either('Edit note', '编辑备注'))
    await fill(either('Note', '备注'), 'For the shop alone')
    await confirm()
    await see('For the shop alone')
  },
}

export const Delete: Story = {
  play: async () => {
    await choose('【Acme】', either('Delete', '删除'))
    await see(eitherPart('no code can be sent any more', '无法再发送'))
  },
}

export const Refresh: Story = {
  play: async () => {
    await choose('【Acme】', either('Refresh', '刷新'))
    await see(either('Refreshed: Approved.', '已刷新：已通过。'))
  },
}

export const RefreshFailed: Story = {
  parameters: served({ failing: { refreshSignature: 'SMS_PLATFORM_TIMEOUT' } }),
  play: async () => {
    await choose('【Acme】', either('Refresh', '刷新'))
    await see(eitherPart('The platform did not answer in time', '平台未在规定时间内响应'))
  },
}

export const SearchFindsNothing: Story = {
  play: async () => {
    await seeRole('table')
    await userEvent.type(screen.getByRole('searchbox'), 'nobody')
    await see(eitherPart('No signature matches', '没有符合条件的签名'))
  },
}
