import ipaddr from 'ipaddr.js'

/** Some proxies write the port beside the address (RFC 7239, section 6): `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const WITH_PORT = /^(?:\[(?<v6>[^\]]+)\](?::\d+)?|(?<v4>[\d.]+):\d+)$/

/**
 * What an address is counted as: an IPv4 address as it is (also when written as IPv6), an IPv6 address by its /64, which
 * one subscriber has to himself (RFC 6177). All that is no address shares one budget: else whoever can write something
 * into it would have as many budgets as there are ways to write.
 */
export const addressBucket = (ip: string): string => {
  const groups = WITH_PORT.exec(ip.trim())?.groups
  const bare = groups?.v6 ?? groups?.v4 ?? ip.trim()
  if (!ipaddr.isValid(bare)) return 'no address'
  const address = ipaddr.process(bare)
  if (address.kind() === 'ipv4') return address.toString()
  return `${(address as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((it) => it.toString(16))
    .join(':')}::/64`
}
