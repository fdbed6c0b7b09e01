import type { Socket } from 'node:net'

/**
 * Where a client comes from, as far as its address tells: of IPv6 the network, for who has one address there has all of it (RFC 6177).
 * Those of a unix socket cannot be told apart.
 */
export function clientNetwork({ remoteAddress = 'local' }: Pick<Socket, 'remoteAddress'>): string {
  if (remoteAddress.includes('.') || !remoteAddress.includes(':')) return remoteAddress
  const [address = ''] = remoteAddress.split('%')
  const [before = '', after] = address.split('::')
  const groups = before.split(':').filter(Boolean)
  const zeros = after === undefined ? 0 : 8 - groups.length - after.split(':').filter(Boolean).length
  return [...groups, ...Array<string>(zeros).fill('0')].slice(0, 4).join(':')
}
