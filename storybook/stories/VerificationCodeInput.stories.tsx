import { VerificationCodeInput } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ComponentProps, useState } from 'react'
import { expect, fn, userEvent } from 'storybook/test'
import { seeRole } from './acting.ts'

type Props = ComponentProps<typeof VerificationCodeInput>

const meta: Meta<typeof VerificationCodeInput> = {
  title: 'In an App/VerificationCodeInput',
  component: VerificationCodeInput,
  args: { onChange: fn(), onComplete: fn() },
  parameters: { width: 480 },
  // It knows no provider: its language comes from the host.
  render: (args, { globals }) => <VerificationCodeInput {...args} locale={globals.locale as string} />,
}
export default meta
type Story = StoryObj<typeof meta>

export const Empty: Story = {}

/** Digits as they are typed; letters are left out. */
export const Typed: Story = {
  play: async ({ args }) => {
    const input = await seeRole('textbox')
    await userEvent.type(input, '04x21')
    await expect(input).toHaveValue('0421')
    await expect(args.onChange).toHaveBeenLastCalledWith('0421')
    await expect(args.onComplete).not.toHaveBeenCalled()
  },
}

/** The last place is filled: told once. */
export const Complete: Story = {
  play: async ({ args }) => {
    await userEvent.type(await seeRole('textbox'), '042137')
    await expect(args.onComplete).toHaveBeenCalledOnce()
    await expect(args.onComplete).toHaveBeenCalledWith('042137')
  },
}

/** A whole SMS on the clipboard: the code in it is found. */
export const Pasted: Story = {
  play: async ({ args }) => {
    await userEvent.click(await seeRole('textbox'))
    await userEvent.paste('【Acme】 Your verification code is: 042 137. Valid for 5 minutes.')
    await expect(args.onComplete).toHaveBeenCalledWith('042137')
  },
}

export const WithDescription: Story = { args: { description: 'We sent it to +86 139****1234' } }

export const WithError: Story = { args: { defaultValue: '123456', error: 'This code is not right. 4 tries left.' } }

export const Invalid: Story = { args: { defaultValue: '12', invalid: true } }

export const Disabled: Story = { args: { defaultValue: '0421', disabled: true } }

export const ReadOnly: Story = { args: { defaultValue: '042137', readOnly: true } }

export const FourDigits: Story = { args: { length: 4, defaultValue: '04' } }

export const TenPlaces: Story = { args: { length: 10, defaultValue: '04213' } }

/** Read in threes. The dash is drawn, not part of the code. */
export const Groups: Story = {
  args: { groups: [3, 3] },
  play: async ({ args }) => {
    await userEvent.type(await seeRole('textbox'), '042137')
    await expect(args.onComplete).toHaveBeenCalledWith('042137')
  },
}

export const Alphanumeric: Story = { args: { alphanumeric: true, length: 8, defaultValue: 'A7k2' } }

export const Masked: Story = { args: { mask: true, defaultValue: '042137' } }

/** Ten places on a small phone. */
export const Narrow: Story = { args: { length: 10, defaultValue: '0421379' }, parameters: { width: 320 } }

const Own = (props: Props) => {
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  return (
    <VerificationCodeInput
      {...props}
      value={code}
      error={error}
      onChange={(typed) => {
        setCode(typed)
        if (typed !== '') setError(undefined)
      }}
      onComplete={(typed) => {
        props.onComplete?.(typed)
        setCode('')
        setError('✗ 1 / 5')
      }}
    />
  )
}

/** The host keeps the value: a wrong code is cleared, and the next is told again. */
export const Controlled: Story = {
  render: (args, { globals }) => <Own {...args} locale={globals.locale as string} />,
  play: async ({ args }) => {
    const input = await seeRole('textbox')
    await userEvent.type(input, '111111')
    await expect(input).toHaveValue('')
    await seeRole('alert')
    await userEvent.type(input, '222222')
    await expect(args.onComplete).toHaveBeenCalledTimes(2)
  },
}

/** Texts of the host's own. */
export const OwnWords: Story = { args: { label: 'PIN from your letter', length: 4 } }
