/**
 * What the documents do not say, and so may be one way or the other in the real service. Nothing here may be taken for
 * proof of it: run tests with both settings.
 */
export type Behaviours = {
  /** Answer to the Get and Query calls for a name that does not exist: a code, or OK with nothing in it. */
  unknownSignature: string
  unknownTemplate: string
  /** Keys in TemplateParam that the template has no variable for. */
  extraParams: 'accept' | 'refuse'
  /** Numbers instead of strings in TemplateParam. */
  numberParams: 'refuse' | 'accept'
  /** Code for a variable without a value. */
  missingParam: 'isv.TEMPLATE_MISSING_PARAMETERS' | 'isv.SMS_TEMPLATE_ILLEGAL'
  /** Code for a foreign number with a template for the mainland. */
  foreignNumber: string
  /** Numbers of North America that look like mainland ones: by the template's kind, or always mainland. */
  ambiguousNumbers: 'by_template' | 'mainland'
  /** Code for a page size out of range. */
  pageSize: string
  /** How a key without the right is refused: by the service (HTTP 200) or at the gateway (403). */
  permissionDenied: 'isp.RAM_PERMISSION_DENY' | 'Forbidden.RAM' | 'NoPermission'
  /** Flow control by the day: 24 hours from each message, or a calendar day of China. */
  dayWindow: 'rolling' | 'calendar'
  /** TotalCount of QuerySendDetails: an integer, or the string that the SDK declares. */
  totalCount: 'number' | 'string'
  /** What is pushed for messages to numbers outside the mainland. */
  internationalReports: 'GlobeSmsReport' | 'SmsReport' | 'none'
  /** `out_id` of a report for a message sent without one. */
  reportOutId: 'absent' | 'empty'
  /** How long a receiver of reports may take, in ms; 700 is documented for sister products. */
  reportTimeout: number
  /** Carriers do not deliver for an approved signature that none of them has registered. */
  unregisteredSignature: 'blocked' | 'delivered'
  /** Requests a second an account may make, by action; none by default. */
  queriesPerSecond: Record<string, number>
  /** In which order a message is checked. */
  sendChecks: SendCheckName[]
}

/** The checks of a message, by what they look at. */
export type SendCheckName =
  | 'count'
  | 'numbers'
  | 'signature'
  | 'template'
  | 'scene'
  | 'test'
  | 'region'
  | 'params'
  | 'lists'
  | 'flow'
  | 'caps'
  | 'balance'

/** What an emulator does unless told otherwise. */
export const defaultBehaviours: Behaviours = {
  unknownSignature: 'isv.SMS_SIGNATURE_ILLEGAL',
  unknownTemplate: 'isv.SMS_TEMPLATE_ILLEGAL',
  extraParams: 'accept',
  numberParams: 'refuse',
  missingParam: 'isv.TEMPLATE_MISSING_PARAMETERS',
  foreignNumber: 'isv.MOBILE_NUMBER_ILLEGAL',
  ambiguousNumbers: 'by_template',
  pageSize: 'isv.INVALID_PARAMETERS',
  permissionDenied: 'isp.RAM_PERMISSION_DENY',
  dayWindow: 'rolling',
  totalCount: 'number',
  internationalReports: 'GlobeSmsReport',
  reportOutId: 'absent',
  reportTimeout: 700,
  unregisteredSignature: 'blocked',
  queriesPerSecond: {},
  sendChecks: [
    'count',
    'numbers',
    'signature',
    'template',
    'scene',
    'test',
    'region',
    'params',
    'lists',
    'flow',
    'caps',
    'balance',
  ],
}
