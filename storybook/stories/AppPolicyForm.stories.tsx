import type { SmsPolicyInput } from '@sms-settings/api'
import { AppPolicyForm } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { served } from '../server/server.ts'
import { busyTenant } from '../server/world.ts'
import { either, eitherPart, field, fill, press, see } from './acting.ts'

const meta = {
  title: 'In an App/AppPolicyForm',
  component: AppPolicyForm,
  args: { appId: 'acme-shop' },
} satisfies Meta<typeof AppPolicyForm>
export default meta
type Story = StoryObj<typeof meta>

const SAVE = either('Save', '保存')
const LIFETIME = eitherPart('Lifetime, in seconds', '有效期（秒）')
const BLOCK_LIST = eitherPart('Block list', '黑名单')

const withPolicy = (policy: SmsPolicyInput) =>
  served({ world: () => ({ ...busyTenant(), policies: new Map([['acme-shop', policy]]) }) })
const OWN = withPolicy({
  lifetime: 600,
  attempts: 3,
  resendWait: [60, 300],
  limits: { phonePerHour: 3 },
  countries: {
    others: 'block',
    named: [
      { country: 'CN', mode: 'allow' },
      { country: 'GB', mode: 'monitor' },
    ],
  },
  safeList: ['+8613900001234', '+447700900123'],
})

/** Nothing is set: each field shows what the operator has. */
export const AsTheOperatorHasIt: Story = {}

export const Own: Story = { parameters: OWN }

export const Loading: Story = { parameters: served({ silent: ['getAppPolicy'] }) }

export const ReadOnly: Story = { parameters: { ...OWN, permissions: ['settings:read'] } }

export const Narrow: Story = { parameters: { ...OWN, width: 400 } }

/** Beyond what the operator allows: said before anything is sent. */
export const OutOfBounds: Story = {
  play: async () => {
    await fill(LIFETIME, '5')
    await press(SAVE)
    await expect(await field(LIFETIME)).toHaveAttribute('aria-invalid', 'true')
  },
}

/** The server names the number that is none; corrected, it is saved. */
export const Save: Story = {
  play: async ({ step }) => {
    await step('Refused', async () => {
      await fill(BLOCK_LIST, '13900001234')
      await press(SAVE)
      await see(eitherPart('13900001234 is not a whole phone number', '13900001234 不是完整的手机号码'))
    })
    await step('Corrected', async () => {
      await fill(BLOCK_LIST, '+8613900001234')
      await press(SAVE)
      await see(either('The policy was saved.', '策略已保存。'))
    })
  },
}

export const SaveRefused: Story = {
  play: async () => {
    await fill(BLOCK_LIST, '13900001234')
    await press(SAVE)
    await see(eitherPart('13900001234 is not a whole phone number', '13900001234 不是完整的手机号码'))
  },
}

/** Back to what the operator has. */
export const Reset: Story = {
  parameters: OWN,
  play: async () => {
    await press(either('Follow the operator’s rules and limits', '规则和限制全部沿用运营方设置'))
    await see(either('The policy was saved.', '策略已保存。'))
    await expect(await field(LIFETIME)).toHaveValue('')
  },
}
