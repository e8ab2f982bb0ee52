import type { SmsCarrierRegistration } from '@sms-settings/api'

type Carrier = SmsCarrierRegistration['carrier']

const isRegistered = ({ status }: SmsCarrierRegistration) => status === 'registered' || status === 'to_be_proved'

/**
 * The carriers whose registration of a signature has lapsed: the platform says so, or they had registered it and have it
 * no more. One that never had is no news.
 * @param known carriers that were found lapsed before, and stay so until they have registered it again
 */
export const lapsedRegistrations = (
  before: readonly SmsCarrierRegistration[],
  after: readonly SmsCarrierRegistration[],
  known: readonly string[] = [],
): Carrier[] => {
  const had = new Set<string>([...before.filter(isRegistered).map(({ carrier }) => carrier), ...known])
  const isLapsed = (it: SmsCarrierRegistration) => !isRegistered(it) && (it.status === 'lapsed' || had.has(it.carrier))
  return after.filter(isLapsed).map(({ carrier }) => carrier)
}
