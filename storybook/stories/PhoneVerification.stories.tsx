import { PhoneVerification } from '@sms-settings/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, screen, userEvent, waitFor } from 'storybook/test'
import { served } from '../server/server.ts'
import { either, eitherPart, field, fill, press, see, seeRole } from './acting.ts'

const meta = {
  title: 'In an App/PhoneVerification',
  component: PhoneVerification,
  // Stories are no pages that are reloaded: nothing is to be found again by the next one.
  args: { purpose: 'log_in', defaultCountry: 'CN', storageKey: null, onApproved: fn(), onRefused: fn() },
  argTypes: {
    storageKey: {
      control: false,
      description:
        'Under which name `localStorage` remembers a code that is under way, so that a reload and a second tab go on with it. Null remembers nothing.',
      table: { type: { summary: 'string | null' }, defaultValue: { summary: "'sms-verification'" } },
    },
    onRefused: { description: 'Told of each refusal, for your own log.' },
    locale: { control: false, table: { type: { summary: 'string' } } },
    colorScheme: { control: 'inline-radio', options: ['auto', 'light', 'dark'] },
    client: { control: false },
    transport: { control: false },
    fetch: { control: false },
    children: { control: false },
  },
  parameters: { width: 480 },
} satisfies Meta<typeof PhoneVerification>
export default meta
type Story = StoryObj<typeof meta>

const PHONE = either('Phone number', '手机号码')
const CODE = either('Verification code', '验证码')
const SEND = either('Send code', '获取验证码')

const send = async (phone = '13900001234') => {
  await fill(PHONE, phone)
  await press(SEND)
}
const type = async (code: string) => userEvent.type(await field(CODE), code)

export const NumberAsked: Story = {}

/** Known already, and open to change. */
export const KnownNumber: Story = { args: { defaultPhone: '+447700900123' } }

/** Only some countries are offered, the likely ones first. */
export const FewCountries: Story = {
  args: { countries: ['CN', 'HK', 'SG', 'GB', 'DE'], preferredCountries: ['CN', 'SG'] },
}

/** Said before anything is sent. */
export const NumberTooShort: Story = {
  play: async () => {
    await send('139')
    await see(either('This number has too few digits.', '号码位数不足。'))
  },
}

export const Sending: Story = {
  parameters: served({ silent: ['startVerification'] }),
  play: () => send(),
}

export const NumberRefused: Story = {
  parameters: served({ failing: { startVerification: 'SMS_PHONE_REFUSED' } }),
  play: async ({ args }) => {
    await send()
    await see(eitherPart('SMS cannot be sent to this number', '无法向该号码发送短信'))
    await expect(args.onRefused).toHaveBeenCalledOnce()
  },
}

export const Limited: Story = {
  parameters: served({ failing: { startVerification: { code: 'SMS_LIMITED', retryAfter: 58 } } }),
  play: async () => {
    await send()
    await see(eitherPart('Too many codes have been asked for.', '获取验证码过于频繁'))
  },
}

export const Offline: Story = {
  parameters: served({ failing: { startVerification: 'SMS_NETWORK' } }),
  play: async () => {
    await send()
    await see(eitherPart('No connection.', '网络连接失败'))
  },
}

export const CodeAsked: Story = {
  play: async () => {
    await send()
    await field(CODE)
  },
}

/** From the number over a wrong code to the right one. */
export const Approved: Story = {
  play: async ({ args, step }) => {
    await send()
    await step('Wrong', async () => {
      await type('111111')
      await see(eitherPart('4 tries left.', '还可以尝试 4 次'))
    })
    await step('Right', async () => {
      await type('042137')
      await see(either('Phone number confirmed', '手机号码验证成功'))
      await waitFor(() => expect(args.onApproved).toHaveBeenCalledOnce())
    })
  },
}

export const CodeWrong: Story = {
  play: async () => {
    await send()
    await type('111111')
    await see(eitherPart('4 tries left.', '还可以尝试 4 次'))
  },
}

export const Checking: Story = {
  parameters: served({ silent: ['checkVerification'] }),
  play: async () => {
    await send()
    await type('042137')
  },
}

/** Wrong until no more are taken. */
export const Exhausted: Story = {
  parameters: served({ failing: { checkVerification: { code: 'SMS_CODE_INCORRECT', attemptsLeft: 0 } } }),
  play: async () => {
    await send()
    await type('111111')
    await see(eitherPart('Too many wrong codes.', '错误次数过多'))
  },
}

export const Expired: Story = {
  parameters: served({ failing: { checkVerification: { code: 'SMS_VERIFICATION_OVER', status: 'expired' } } }),
  play: async () => {
    await send()
    await type('042137')
    await see(either('This code has expired.', '验证码已过期。'))
  },
}

/** The platform did not say whether it sent the SMS: the code may still come. */
export const Uncertain: Story = {
  parameters: served({
    failing: {
      startVerification: { code: 'SMS_PLATFORM_TIMEOUT', verificationId: 'V1' },
      getVerification: 'SMS_NETWORK',
    },
  }),
  play: async () => {
    await send()
    await see(eitherPart('The SMS may take a while.', '短信可能稍后送达'))
  },
}

/** Back to the number: the code that was sent stays good. */
export const ChangeNumber: Story = {
  play: async () => {
    await send()
    await press(either('Change number', '更换号码'))
    await seeRole('button', eitherPart('Enter the code for', '的验证码'))
  },
}

/** In a form of the host's, with its own words around. */
export const InAForm: Story = {
  render: (args) => (
    <form>
      <PhoneVerification {...args}>
        {({ view, content }) => (
          <>
            <h1>{view === 'approved' ? 'Welcome' : 'Log in'}</h1>
            {content}
            {view === 'phone' && <small>By going on you accept our terms.</small>}
          </>
        )}
      </PhoneVerification>
    </form>
  ),
}

/** No provider around, as on a page of an App's own: it is given what it needs. */
export const WithoutProvider: Story = {
  args: { words: { verification: { send: 'Text me' } } },
  parameters: { withoutProvider: true },
  render: (args, { globals }) => <PhoneVerification {...args} locale={globals.locale as string} />,
  play: async () => {
    await expect(await screen.findByRole('button', { name: 'Text me' })).toBeEnabled()
  },
}

export const Narrow: Story = { parameters: { width: 300 } }
