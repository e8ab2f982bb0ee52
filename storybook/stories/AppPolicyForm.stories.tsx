import type { SmsPolicyInput } from '@sms-settings/api'
import { AppPolicyForm } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, screen, userEvent, waitFor } from 'storybook/test'
import { served } from '../server/server.ts'
import { busyTenant } from '../server/world.ts'
import { either, eitherPart, fill, press, see, seeRole } from './acting.ts'

const meta = {
  title: 'In an App/AppPolicyForm',
  component: AppPolicyForm,
  args: { appId: 'acme-shop' },
} satisfies Meta<typeof AppPolicyForm>
export default meta
type Story = StoryObj<typeof meta>

const SAVE = either('Save', '保存')
/** By its name: each purpose has one of the same label. */
const named = async (name: string) => {
  await seeRole('button', SAVE)
  return document.querySelector(`[name="${name}"]`) as HTMLInputElement
}
const type = async (name: string, text: string) => {
  const it = await named(name)
  await userEvent.clear(it)
  if (text !== '') await userEvent.type(it, text)
}
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
  purposes: [
    { purpose: 'log_in', codeLength: 4 },
    { purpose: 'reset_password', lifetime: 120, attempts: 3 },
  ],
})

/** Nothing is set: each field shows what the operator has. */
export const AsTheOperatorHasIt: Story = {}

/** The App's own rules, two purposes that differ from them, and what the operator has beside each. */
export const Own: Story = { parameters: OWN }

export const Loading: Story = { parameters: served({ silent: ['getAppPolicy'] }) }

export const Failing: Story = { parameters: served({ failing: { getAppPolicy: 'SMS_STORE_UNAVAILABLE' } }) }

export const Unknown: Story = { args: { appId: 'gone' } }

/** What holds for each purpose, and where it comes from: nothing to type into. */
export const ReadOnly: Story = {
  parameters: { ...OWN, permissions: ['settings:read'] },
  play: async () => {
    await seeRole('table', either('Rules for codes', '验证码规则'))
    await expect(screen.queryAllByRole('textbox')).toHaveLength(0)
  },
}

export const Narrow: Story = { parameters: { ...OWN, width: 400 } }

export const Narrowest: Story = { parameters: { ...OWN, width: 320 } }

/** A purpose gets a rule of its own, and goes back to that of all purposes. */
export const Purposes: Story = {
  play: async ({ step }) => {
    await step('Set', async () => {
      await type('lifetime', '240')
      await type('purposes.log_in.lifetime', '90')
      await see(either('One rule of its own', '1 项单独设置'))
      await see(either('All purposes: 240', '所有用途：240'))
      await expect(await named('purposes.sign_up.lifetime')).toHaveAttribute('placeholder', '240')
    })
    await step('Back', async () => {
      await press(either('Reset: Log in', '恢复：登录'))
      await expect(await named('purposes.log_in.lifetime')).toHaveValue('')
    })
    await step('Saved', async () => {
      await press(SAVE)
      await see(either('The policy was saved.', '策略已保存。'))
    })
  },
}

/** Only where the operator lets SMS go; several countries at once. */
export const Countries: Story = {
  parameters: served({
    world: () => {
      const { operator, ...world } = busyTenant()
      return {
        ...world,
        operator: { ...operator, bounds: { ...operator.bounds, countries: ['CN', 'DE', 'GB', 'US'] } },
      }
    },
  }),
  play: async ({ step }) => {
    await step('Found by name', async () => {
      await press(either('Add countries', '添加国家或地区'))
      await userEvent.type(await seeRole('searchbox'), 'united')
      await waitFor(() => expect(screen.getAllByRole('checkbox')).toHaveLength(2))
    })
    await step('Added', async () => {
      for (const it of screen.getAllByRole('checkbox')) await userEvent.click(it)
      await press(either('Add 2 countries', '添加 2 个国家或地区'))
      await waitFor(() => expect(document.querySelectorAll('[data-slot="policy-country"]')).toHaveLength(2))
    })
  },
}

/** Beyond what the operator allows: said at the field in place of its bounds, before anything is sent. */
export const OutOfBounds: Story = {
  play: async () => {
    await type('lifetime', '5')
    await type('purposes.log_in.attempts', '99')
    await type('limits.phonePerHour', '999')
    await press(SAVE)
    await see(either('Enter 60 or more.', '不能小于 60。'))
    await expect(screen.getAllByText(either('Enter 10 or less.', '不能大于 10。'))).toHaveLength(2)
    await expect(await named('lifetime')).toHaveFocus()
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
    await step('Saved', async () => {
      await fill(BLOCK_LIST, '+8613900001234')
      await press(SAVE)
      await see(either('The policy was saved.', '策略已保存。'))
    })
  },
}

/** It cannot be saved just now: what was typed stays. */
export const SavingFails: Story = {
  parameters: served({ failing: { putAppPolicy: 'SMS_STORE_UNAVAILABLE' } }),
  play: async () => {
    await type('purposes.log_in.lifetime', '90')
    await press(SAVE)
    await seeRole('alert')
    await expect(await named('purposes.log_in.lifetime')).toHaveValue('90')
  },
}

/** Back to what the operator has: saved only when it is said so. */
export const Reset: Story = {
  parameters: OWN,
  play: async () => {
    await press(either('Follow the operator’s rules and limits', '规则和限制全部沿用运营方设置'))
    await expect(await named('lifetime')).toHaveValue('')
    await expect(await named('purposes.log_in.codeLength')).toHaveValue('')
    await press(SAVE)
    await see(either('The policy was saved.', '策略已保存。'))
  },
}
