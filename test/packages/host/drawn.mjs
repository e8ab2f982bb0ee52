import { AppSmsSettings, SmsSettings, SmsSettingsProvider } from '@sms-settings/react'
import { VerificationCodeInput } from '@sms-settings/react/code-input'
import { PhoneVerification } from '@sms-settings/react/phone-verification'
import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'

console.log(
  renderToString(
    h(
      SmsSettingsProvider,
      { baseUrl: '/sms' },
      h(SmsSettings),
      h(AppSmsSettings, { appId: 'shop' }),
      h(VerificationCodeInput, { name: 'code' }),
      h(PhoneVerification, { baseUrl: '/app', purpose: 'log_in', onApproved: () => {} }),
    ),
  ),
)
