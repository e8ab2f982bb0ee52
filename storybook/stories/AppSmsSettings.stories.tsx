import { AppSmsSettings } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, screen, userEvent } from 'storybook/test'
import { served } from '../server/server.ts'
import { busyTenant, longNames, newTenant } from '../server/world.ts'
import { either, eitherPart, press, see, seeRole } from './acting.ts'

const meta = {
  title: 'In an App/AppSmsSettings',
  component: AppSmsSettings,
  args: { appId: 'acme-shop', onFix: fn() },
  argTypes: { appId: { control: 'select', options: ['acme-shop', 'acme-rewards', 'acme-drivers', 'acme-warehouse'] } },
} satisfies Meta<typeof AppSmsSettings>
export default meta
type Story = StoryObj<typeof meta>

const LOG_IN = eitherPart('Template: Log in, Mainland China', '模板：登录, 中国内地')

/** Signatures and templates of its own, and one purpose that nothing is there for. */
export const Full: Story = {}

/** Every code can be sent: with the general entries, for want of its own. */
export const Ready: Story = {
  args: { parts: ['readiness'] },
  parameters: served({
    world: () => {
      const world = newTenant()
      const { signatures, templates } = world.general
      const resets = templates
        .filter(({ purpose }) => purpose === 'log_in')
        .map((it) => ({ ...it, stid: `${it.stid}r`, purpose: 'reset_password', name: 'General reset' }))
      return { ...world, general: { signatures, templates: [...templates, ...resets] } }
    },
  }),
  play: async () => {
    await see(eitherPart('Codes can be sent for every purpose', '所有用途和地区都可以发送'))
  },
}

const paused = served({
  world: () => {
    const world = busyTenant()
    return { ...world, accounts: world.accounts.map((it) => ({ ...it, status: 'paused' as const })) }
  },
})

/** The account is paused: what that stops, whose turn it is, and a way to mend it. */
export const NotReady: Story = {
  args: { parts: ['readiness'] },
  parameters: paused,
  play: async ({ args }) => {
    await see(either('Your turn:', '请您处理：'))
    await press(eitherPart('Fix: Log in, Mainland China', '去解决: 登录, 中国内地'))
    await expect(args.onFix).toHaveBeenCalledWith(
      expect.objectContaining({ reason: 'account_paused', accountId: 'main' }),
    )
  },
}

/** The account was refused an SMS because it is out of money: codes are still tried. */
export const MayFail: Story = {
  args: { parts: ['readiness'] },
  parameters: served({
    world: () => {
      const world = busyTenant()
      const health = { status: 'cannot_send' as const, checkedAt: null, platformCode: 'isv.AMOUNT_NOT_ENOUGH' }
      return { ...world, accounts: world.accounts.map((it) => ({ ...it, health })) }
    },
  }),
  play: async () => {
    await see(either('May fail', '可能失败'))
    await see(eitherPart('look at its balance', '请在平台查看其余额'))
  },
}

/** Prefixes whose codes hardly anybody used get none for hours; here the block of one is lifted. */
export const BlockedPrefixes: Story = {
  args: { parts: ['blocks'] },
  play: async () => {
    await press(either('Lift the block of +4477009', '解除对 +4477009 的拦截'))
    await see(eitherPart('get codes again at once', '立即恢复接收验证码'))
    await press(either('Lift', '解除'))
    await see(eitherPart('begin with +4477009 get codes again', '以 +4477009 开头的号码已恢复'))
  },
}

export const NoBlockedPrefixes: Story = { args: { parts: ['blocks'] }, parameters: served({ world: newTenant }) }

export const BlockedPrefixesFailed: Story = {
  args: { parts: ['blocks'] },
  parameters: served({ failing: { listBlocks: 'SMS_INTERNAL' } }),
}

/** Which countries, and here which numbers, ask for codes and hardly use them. */
export const Conversions: Story = {
  args: { parts: ['conversions'] },
  play: async ({ canvas }) => {
    await see('88.7%')
    await userEvent.selectOptions(canvas.getByLabelText(either('By', '按')), 'prefixes')
    await see('+4477009…')
  },
}

export const NoConversions: Story = { args: { parts: ['conversions'] }, parameters: served({ world: newTenant }) }

export const ConversionsFailed: Story = {
  args: { parts: ['conversions'] },
  parameters: served({ failing: { getConversions: 'SMS_INTERNAL' } }),
}

/** Somebody else has lifted it meanwhile: why, and the window stays. */
export const LiftRefused: Story = {
  args: { parts: ['blocks'] },
  parameters: served({ failing: { liftBlock: 'SMS_BLOCK_NOT_FOUND' } }),
  play: async () => {
    await press(either('Lift the block of +4477009', '解除对 +4477009 的拦截'))
    await press(either('Lift', '解除'))
    await seeRole('alert')
  },
}

/** The same for who may only read: it is for somebody else, and there is nothing to press. */
export const AdministratorsTurn: Story = {
  args: { parts: ['readiness'] },
  parameters: { ...paused, permissions: ['settings:read'] },
  play: async () => {
    await see(either('An administrator’s turn:', '请管理员处理：'))
    await expect(screen.queryAllByRole('button')).toHaveLength(0)
  },
}

/** The platform rejects the key behind the general entries: no tenant can replace it. */
export const OperatorsTurn: Story = {
  args: { parts: ['readiness'] },
  parameters: served({
    world: () => {
      const { general, ...world } = newTenant()
      const reason = 'The platform rejects the operator’s AccessKey'
      return {
        ...world,
        general: { ...general, signatures: general.signatures.map((it) => ({ ...it, available: false, reason })) },
      }
    },
  }),
  play: async () => {
    await see(either('The operator’s turn:', '请运营方处理：'))
    await see(eitherPart('You need not wait for the operator', '无需等待运营方'))
    await expect(screen.queryByRole('button', { name: eitherPart('Fix: Log in', '去解决: 登录') })).toBeNull()
  },
}

/** A default that cannot be used any more is changed on the same page. */
export const DefaultInTheWay: Story = {
  args: { parts: ['readiness', 'defaults'] },
  parameters: served({
    world: () => {
      const own = { purpose: 'log_in', region: 'domestic' as const, ssid: 'C1', stid: 'gone' }
      return { ...newTenant(), defaults: new Map([['acme-shop', [own]]]) }
    },
  }),
  play: async ({ args }) => {
    await press(eitherPart('Fix: Log in, Mainland China', '去解决: 登录, 中国内地'))
    await expect(screen.getByRole('combobox', { name: LOG_IN })).toHaveFocus()
    await expect(args.onFix).not.toHaveBeenCalled()
  },
}

/** The host does not say where to go: words do. */
export const WithoutFix: Story = { args: { appId: 'acme-drivers', onFix: undefined, parts: ['readiness'] } }

/** Nothing is authorised, and there is nothing general. */
export const Nothing: Story = {
  parameters: served({ world: () => ({ ...newTenant(), general: { signatures: [], templates: [] } }) }),
}

export const Loading: Story = { parameters: served({ silent: ['getAppSettings'] }) }

export const Failing: Story = { parameters: served({ failing: { getAppSettings: 'SMS_STORE_UNAVAILABLE' } }) }

export const Unknown: Story = { args: { appId: 'gone' } }

export const ReadOnly: Story = { parameters: { permissions: ['settings:read'] } }

export const LongNames: Story = { parameters: served({ world: longNames }) }

export const Narrow: Story = { parameters: { width: 400 } }

export const Narrowest: Story = { parameters: { ...served({ world: longNames }), width: 320 } }

/** A default is changed, and kept. */
export const Defaults: Story = {
  args: { parts: ['defaults'] },
  play: async ({ step }) => {
    const template = await seeRole('combobox', LOG_IN)
    await step('Changed', async () => {
      await userEvent.selectOptions(template, 'C3')
      await seeRole('button', either('Discard changes', '放弃修改'))
    })
    await step('Saved', async () => {
      await press(either('Save', '保存'))
      await see(either('Saved.', '已保存。'))
      await expect(screen.getByRole('combobox', { name: LOG_IN })).toHaveValue('C3')
    })
  },
}

export const DefaultsRefused: Story = {
  args: { parts: ['defaults'] },
  parameters: served({
    failing: { putAppDefaults: { code: 'SMS_CANNOT_SEND', field: 'body.defaults.0', reason: 'region_mismatch' } },
  }),
  play: async () => {
    await userEvent.selectOptions(await seeRole('combobox', LOG_IN), 'C3')
    await press(either('Save', '保存'))
    await see(eitherPart('No code can be sent.', '无法发送验证码。'))
  },
}
