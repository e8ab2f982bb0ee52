import type { SmsCarrierRegistration } from '@sms-settings/api'

type Carrier = SmsCarrierRegistration['carrier']

const isFiled = ({ status }: SmsCarrierRegistration) => status === 'registered' || status === 'to_be_proved'

/**
 * The carriers whose filing of a signature has lapsed: the platform says so, or they had filed it and have it no more.
 * One that never had is no news.
 * @param known carriers that were found lapsed before, and stay so until they have filed it again
 */
export const lapsedFilings = (
  before: readonly SmsCarrierRegistration[],
  after: readonly SmsCarrierRegistration[],
  known: readonly string[] = [],
): Carrier[] => {
  const had = new Set<string>([...before.filter(isFiled).map(({ carrier }) => carrier), ...known])
  return after.filter((it) => !isFiled(it) && (it.status === 'lapsed' || had.has(it.carrier))).map((it) => it.carrier)
}
