import { SmsTemplates } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { served } from '../server/server.ts'
import { busyTenant, longNames, manyRows, newTenant } from '../server/world.ts'
import { choose, confirm, either, eitherPart, fill, press, pressIn, see } from './acting.ts'

const meta = {
  title: 'Panels/SmsTemplates',
  component: SmsTemplates,
  args: { accountId: 'main' },
} satisfies Meta<typeof SmsTemplates>
export default meta
type Story = StoryObj<typeof meta>

const ADD = either('Add a Template', '添加模板')
const CODE = eitherPart('SMS template ID', '短信模板 ID')
const QUERY = either('Query SMS Content', '查询短信内容')
const TEST = either('Send a test', '测试发送')

const query = async (code: string) => {
  await fill(CODE, code)
  await press(QUERY)
}

/** In both regions, with a warning, and in review. */
export const Full: Story = {}

export const Loading: Story = { parameters: served({ silent: ['listTemplates'] }) }

export const Empty: Story = { parameters: served({ world: newTenant }) }

export const LongNames: Story = { parameters: served({ world: longNames }) }

export const ManyRows: Story = {
  parameters: served({ world: manyRows }),
  play: () => press(either('Load more', '加载更多')),
}

export const Narrow: Story = { parameters: { width: 400 } }

export const Failed: Story = { parameters: served({ failing: { listTemplates: 'SMS_STORE_UNAVAILABLE' } }) }

export const ReadOnly: Story = { parameters: { permissions: ['settings:read'] } }

/** May send tests, and nothing else. */
export const MayOnlySend: Story = { parameters: { permissions: ['settings:read', 'messages:send'] } }

/** An ID that does not exist, then one that does: its text is read before it is added. */
export const Add: Story = {
  play: async ({ step }) => {
    await press(ADD)
    await step('Unknown', async () => {
      await query('SMS_1')
      await see(eitherPart('There is no such template', '没有该模板'))
    })
    await step('Found', async () => {
      await query('SMS_100000003')
      await see(either('As it arrives', '收到的短信'))
    })
    await step('Added', async () => {
      await confirm()
      await see('Sign up')
    })
  },
}

export const AddUnknown: Story = {
  play: async () => {
    await press(ADD)
    await query('SMS_1')
    await see(eitherPart('There is no such template', '没有该模板'))
  },
}

/** What it says, what it costs, and what it seems to be for. */
export const AddFound: Story = {
  play: async () => {
    await press(ADD)
    await query('SMS_100000003')
    await see(either('As it arrives', '收到的短信'))
  },
}

/** The text promises ten minutes, codes live for five. */
export const AddWithWarning: Story = {
  play: async () => {
    await press(ADD)
    await query('SMS_200000001')
    await see(eitherPart('no ${code} variable', '没有 ${code} 变量'))
  },
}

/** Not approved: shown, and not to be added. */
export const AddNotApproved: Story = {
  play: async () => {
    await press(ADD)
    await query('SMS_500000003')
    await see(eitherPart('cannot be added', '不能添加'))
  },
}

export const AddTwice: Story = {
  play: async () => {
    await press(ADD)
    await query('SMS_100000002')
    await see(either('As it arrives', '收到的短信'))
    await confirm()
    await see(either('This template has been added already.', '该模板已添加。'))
  },
}

export const Edit: Story = {
  play: async () => {
    await choose('Log in', either('Edit', '编辑'))
    await fill(either('Note', '备注'), 'Wording agreed')
    await confirm()
    await see('Wording agreed')
  },
}

export const EditOpen: Story = {
  play: async () => {
    await choose('短信登录', either('Edit', '编辑'))
    await see(eitherPart('The lifetime that the text names', '文中所写的有效期'))
  },
}

export const Authorise: Story = {
  play: async () => {
    await pressIn('Log in', either('Authorize App', '授权 App'))
    await press(/Acme 司机端/, 'checkbox')
    await see(either('1 to add', '新增 1 个'))
  },
}

/** Without its country a number is refused; with it the test is handed over. */
export const TestSend: Story = {
  play: async ({ step }) => {
    await choose('Log in', TEST)
    await step('Refused', async () => {
      await fill(eitherPart('Phone number', '手机号码'), '13900001234')
      await press(either('Send', '发送'))
      await see(eitherPart('This is not a phone number', '这不是可以接收短信'))
    })
    await step('Sent', async () => {
      await fill(eitherPart('Phone number', '手机号码'), '+86 139 0000 1234')
      await press(either('Send', '发送'))
      await see(eitherPart('The test was handed over', '已提交发送至'))
    })
  },
}

export const TestSendOpen: Story = { play: () => choose('Log in', TEST) }

/** A template with variables of its own: each has a sample. */
export const TestSendWithVariables: Story = {
  parameters: served({
    world: () => {
      const world = busyTenant()
      const [first, ...rest] = world.templates
      if (!first) return world
      const text = '尊敬的${name}，您的订单${order}已发货，请留意查收。'
      return { ...world, templates: [{ ...first, content: text, variables: ['name', 'order'] }, ...rest] }
    },
  }),
  play: () => choose('Log in', TEST),
}

/** There is nothing to send it as. */
export const TestSendWithoutSignature: Story = {
  parameters: served({ world: () => ({ ...busyTenant(), signatures: [] }) }),
  play: async () => {
    await choose('Log in', TEST)
    await see(either('Add a signature to this account first.', '请先为此账号添加签名。'))
  },
}

export const Delete: Story = {
  play: async () => {
    await choose('Log in', either('Delete', '删除'))
    await see(eitherPart('no code can be sent any more', '无法再发送'))
  },
}
