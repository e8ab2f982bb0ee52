import type { Region } from '@sms-settings/api'

/** What stands for the id of the operator's account, which is in no table. */
export const GENERAL = 'general'

export type GeneralTemplate = {
  stid: string
  region: Region
  purpose: string
  name: string
  content: string
}

/** The first table of docs/guide.md. The platform's name of the signature may differ: the operator says it in the options. */
export const GENERAL_SIGNATURE = { ssid: 'C1', name: 'Quectel' } as const

/** The second table of docs/guide.md. */
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

/** The general template that a purpose and region fall back to. */
export const generalStid = (purpose: string, region: Region): string | undefined =>
  GENERAL_TEMPLATES.find((it) => it.purpose === purpose && it.region === region)?.stid

export const isGeneralSsid = (ssid: string): boolean => ssid === GENERAL_SIGNATURE.ssid
export const isGeneralStid = (stid: string): boolean => GENERAL_TEMPLATES.some((it) => it.stid === stid)
