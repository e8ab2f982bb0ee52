export function createBetterAuth(how: {
  mysqlUrl: string | undefined
  sqlite: unknown
  sendCode: (phone: string, code: string) => Promise<unknown>
}): Promise<{
  sendPhoneNumberOTP(given: { body: { phoneNumber: string } }): Promise<unknown>
  consumePhoneNumberOTP(given: { body: { phoneNumber: string; code: string } }): Promise<unknown>
}>
