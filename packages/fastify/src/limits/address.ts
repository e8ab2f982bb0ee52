import ipaddr from 'ipaddr.js'

/**
 * What an address is counted as: an IPv4 address as it is (also when written as IPv6), an IPv6 address by its /64, which
 * one subscriber has to himself (RFC 6177). Null when it is no address.
 */
export const addressBucket = (ip: string): string | null => {
  if (!ipaddr.isValid(ip)) return null
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return address.toString()
  return `${(address as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((it) => it.toString(16))
    .join(':')}::/64`
}
