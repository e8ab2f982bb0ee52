import type { Region } from '@sms-settings/api'

export type GeneralTemplate = {
  stid: string
  region: Region
  purpose: string
  name: string
  content: string
}

/** The guide's first table. The platform's name of the signature may differ: the operator says it in the options. */
export const GENERAL_SIGNATURE = { ssid: 'C1', name: 'Quectel' } as const

/** The guide's second table, its one misspelling ("mininutes") mended. */
export const GENERAL_TEMPLATES: readonly GeneralTemplate[] = [
  {
    stid: 'C1',
    region: 'domestic',
    purpose: 'reset_password',
    name: 'Reset The Password',
    content:
      'Your dynamic verification code is: ${code}, you are in the process of resetting your password, If you did not make this request, you can ignore this SMS.',
  },
  {
    stid: 'C2',
    region: 'domestic',
    purpose: 'log_in',
    name: 'Log in',
    content:
      'Your verification code is: ${code}, This code will expire 5 minutes after this SMS was sent, please do not share with anyone!',
  },
  {
    stid: 'C3',
    region: 'domestic',
    purpose: 'sign_up',
    name: 'Sign up',
    content: 'Registration verification code: ${code}. If you did not make this request, you can ignore this SMS.',
  },
  {
    stid: 'C4',
    region: 'international',
    purpose: 'sign_up',
    name: 'Registration Verification Code',
    content:
      'Your verification code is: ${code}. If you did not request a verification code, you can ignore this message.',
  },
  {
    stid: 'C5',
    region: 'international',
    purpose: 'log_in',
    name: 'Login Verification Code',
    content: 'Your verification code is: ${code}. The code is valid within 5 minutes. Do not share it with anyone!',
  },
  {
    stid: 'C6',
    region: 'international',
    purpose: 'reset_password',
    name: 'Password Reset Verification Code',
    content: 'Your verification code is: ${code}. Do not share it with anyone!',
  },
]
