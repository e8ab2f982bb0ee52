import { MessageLog } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { userEvent } from 'storybook/test'
import { PHONES } from '../server/message-handlers.ts'
import { served } from '../server/server.ts'
import { longHistory, longNames, manyRows, newTenant } from '../server/world.ts'
import { either, eitherPart, field, press, see, seeRole } from './acting.ts'

const meta = {
  title: 'Panels/MessageLog',
  component: MessageLog,
  args: { defaultCountry: 'CN' },
} satisfies Meta<typeof MessageLog>
export default meta
type Story = StoryObj<typeof meta>

export const Full: Story = {}

export const Loading: Story = { parameters: served({ silent: ['listMessages'] }) }

export const Empty: Story = { parameters: served({ world: newTenant }) }

export const Failed: Story = { parameters: served({ failing: { listMessages: 'SMS_INTERNAL' } }) }

export const NotAllowed: Story = { parameters: served({ failing: { listMessages: 'SMS_FORBIDDEN' } }) }

export const ManyRows: Story = {
  parameters: served({ world: manyRows }),
  play: () => press(either('Load more', '加载更多')),
}

export const LongNames: Story = { parameters: served({ world: longNames }) }

export const Narrow: Story = { parameters: { width: 320 } }

const choose = async (label: RegExp, option: string) => userEvent.selectOptions(await field(label), option)
const SEARCH_ON = either('Search further back', '继续查找更早的记录')

/** What two filters leave is rare: the log goes on by itself for a few pages, then tells how far it has looked. */
export const SearchedSoFar: Story = {
  parameters: served({ world: longHistory }),
  play: async () => {
    await seeRole('table')
    await choose(/^(Status|状态)$/, 'delivered')
    await choose(/^(Purpose|用途)$/, 'reset_password')
    await see(eitherPart('Nothing found back to', '未找到匹配的记录'))
    await seeRole('button', SEARCH_ON)
  },
}

/** It is there, half a year back. */
export const SearchedToTheEnd: Story = {
  parameters: served({ world: longHistory }),
  play: async () => {
    await seeRole('table')
    await choose(/^(Status|状态)$/, 'delivered')
    await choose(/^(Purpose|用途)$/, 'reset_password')
    await press(SEARCH_ON)
    await see(/2222/)
  },
}

export const Details: Story = {
  play: async () => {
    await seeRole('table')
    await press(eitherPart('Details of the SMS to +86 139****5678', '发往 +86 139****5678 的短信详情'))
    await seeRole('dialog')
  },
}

const ALLOW = either('Allow this number', '放行此号码')

/** Held back by mistake, a number can be let through for good. */
export const AllowNumber: Story = {
  play: async () => {
    await seeRole('table')
    await press(eitherPart('Details of the SMS to +86 139****5678', '发往 +86 139****5678 的短信详情'))
    await press(ALLOW)
    await see(eitherPart('put on the safe list', '白名单，若在黑名单中则移出'))
    await press(ALLOW)
    await see(eitherPart('is on the safe list now', '已加入白名单'))
  },
}

/** There is no more room on the list: why, and the window stays. */
export const AllowRefused: Story = {
  parameters: served({ failing: { allowNumber: 'SMS_LIST_FULL' } }),
  play: async () => {
    await seeRole('table')
    await press(eitherPart('Details of the SMS to +86 139****5678', '发往 +86 139****5678 的短信详情'))
    await press(ALLOW)
    await press(ALLOW)
    await seeRole('alert')
  },
}

export const OneNumber: Story = {
  play: async () => {
    await seeRole('table')
    await userEvent.type(await field(/^(Whole phone number|完整手机号码)/), PHONES.failed)
    await press(either('Find', '查找'))
    await see(either('Remove all filters', '清除全部筛选'))
  },
}

export const WrongNumber: Story = {
  play: async () => {
    await seeRole('table')
    await userEvent.type(await field(/^(Whole phone number|完整手机号码)/), '+86 12')
    await press(either('Find', '查找'))
    await see(either('No SMS matches', '没有符合条件的短信'))
  },
}
