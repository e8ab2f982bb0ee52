import type { ProblemKind } from '../platform.ts'

/**
 * What Alibaba Cloud's error codes mean to us. Business codes: help page 101346; gateway codes: developer Q&A 278265.
 * New codes will come: see `kindOf`.
 */
const KINDS: Record<string, ProblemKind> = {
  // Gateway: the key
  'InvalidAccessKeyId.NotFound': 'credentials',
  'InvalidAccessKeyId.Inactive': 'credentials',
  InvalidAccessKeyId: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  IncompleteSignature: 'credentials',
  'InvalidSecurityToken.Expired': 'credentials',
  'InvalidSecurityToken.Malformed': 'credentials',
  InvalidCredentials: 'credentials',
  'Forbidden.RAM': 'permission',
  Forbidden: 'permission',
  NoPermission: 'permission',
  'isp.RAM_PERMISSION_DENY': 'permission',
  // Gateway: how we asked
  SignatureNonceUsed: 'bug',
  'InvalidTimeStamp.Expired': 'bug',
  'InvalidTimeStamp.Format': 'bug',
  InvalidVersion: 'bug',
  'InvalidAction.NotFound': 'bug',
  'InvalidApi.NotFound': 'bug',
  // The number
  'isv.BUSINESS_LIMIT_CONTROL': 'limited',
  'isv.MOBILE_NUMBER_ILLEGAL': 'phone',
  'isv.MOBILE_COUNT_OVER_LIMIT': 'bug',
  'isv.BLACK_KEY_CONTROL_LIMIT': 'phone',
  'isv.CUSTOMER_REFUSED': 'phone',
  // Signature, template, variables
  'isv.SMS_SIGNATURE_ILLEGAL': 'settings',
  'isv.SMS_SIGN_ILLEGAL': 'settings',
  'isv.SIGN_STATE_ILLEGAL': 'settings',
  'isv.SMS_TEMPLATE_ILLEGAL': 'settings',
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': 'settings',
  'isv.TEMPLATE_MISSING_PARAMETERS': 'settings',
  'isv.TEMPLATE_PARAMS_ILLEGAL': 'settings',
  'isv.PARAM_LENGTH_LIMIT': 'settings',
  'isv.UNSUPPORTED_CONTENT': 'settings',
  'isv.SMS_CONTENT_ILLEGAL': 'settings',
  'isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE': 'settings',
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': 'settings',
  'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT': 'settings',
  'isv.SMS_TEST_NUMBER_LIMIT': 'settings',
  'isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL': 'settings',
  'isv.EXTEND_CODE_ERROR': 'settings',
  'isv.ONE_CODE_MULTIPLE_SIGN': 'settings',
  'isv.CODE_ERROR': 'settings',
  'isv.CODE_EXCEED_LIMIT': 'settings',
  'isv.INVALID_JSON_PARAM': 'bug',
  'isv.PARAM_NOT_SUPPORT_URL': 'bug',
  'isv.INVALID_PARAMETERS': 'bug',
  // The account
  'isv.AMOUNT_NOT_ENOUGH': 'account',
  'isv.OUT_OF_SERVICE': 'account',
  'isv.ACCOUNT_NOT_EXISTS': 'account',
  'isv.ACCOUNT_ABNORMAL': 'account',
  'isv.SECURITY_FROZEN_ACCOUNT': 'account',
  'isv.PRODUCT_UN_SUBSCRIPT': 'account',
  'isv.PRODUCT_UNSUBSCRIBE': 'account',
  'isv.DAY_LIMIT_CONTROL': 'account',
  'isv.MONTH_LIMIT_CONTROL': 'account',
  'isv.DENY_IP_RANGE': 'account',
}

/** The codes after which nobody knows whether an SMS was sent. */
const UNCERTAIN = new Set(['isp.SYSTEM_ERROR', 'isp.GATEWAY_ERROR', 'InternalError', 'ServiceUnavailable', 'undefined'])

export const isUncertain = (code: string): boolean => UNCERTAIN.has(code)

/** Every code that is known, for tests and documents. */
export const knownCodes = (): string[] => Object.keys(KINDS)

/**
 * A code that is not known counts as refused for good, for the operator to look at: such is the platform's own advice
 * for codes that are added later.
 */
export const kindOf = (code: string): ProblemKind => {
  if (code.includes('Throttling')) return 'throttled'
  if (isUncertain(code)) return 'nonsense'
  if (KINDS[code]) return KINDS[code]
  return code.startsWith('Missing') ? 'bug' : 'account'
}

const CHINA = 8 * 3_600_000

/**
 * Seconds to wait after `isv.BUSINESS_LIMIT_CONTROL`. The message names the window (`触发小时级流控Permits:5`); minutes
 * and hours end with the clock in China, a day 24 hours after the SMS (help pages 44335, 108293).
 */
export const waitOf = (message: string, now: number): number => {
  const untilEndOf = (window: number) => Math.max(1, Math.ceil((window - ((now + CHINA) % window)) / 1000))
  if (message.includes('天级') || /day/i.test(message)) return 24 * 3600
  if (message.includes('小时级') || /hour/i.test(message)) return untilEndOf(3_600_000)
  return untilEndOf(60_000)
}
