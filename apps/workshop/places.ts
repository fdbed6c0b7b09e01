import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { addressesOf, isLoopback } from '#core/http/loopback'

/** Can other machines reach a process that listens there? */
export const isBeyondThisMachine = (host: string): boolean => !addressesOf(host).every(isLoopback)

/** Names that stand for all addresses of a machine. */
const ALL_ADDRESSES = new Set(['0.0.0.0', '::'])

/** An address of the machine in its network, as far as the platform tells it. */
type NetworkAddress = Pick<
  ReturnType<typeof networkInterfaces>[string] & object extends (infer One)[] ? One : never,
  'address' | 'family' | 'internal'
>

/** Those in the network of this machine. An address of IPv6 that counts at one cable alone is left out: no link can name it. */
export function networkAddresses(
  all: readonly NetworkAddress[] = Object.values(networkInterfaces()).flatMap((each) => each ?? []),
): string[] {
  const outside = all.filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
  return outside.toSorted((a, b) => a.family.localeCompare(b.family)).map(({ address }) => address)
}

/** Where browsers find the room, the best link first: those of the network, where there are any. */
export function roomUrls(host: string, port: number, addresses: readonly string[] = networkAddresses()): string[] {
  const names = ALL_ADDRESSES.has(host)
    ? [...addresses.filter((address) => host === '::' || !isIPv6(address)), 'localhost']
    : [isBeyondThisMachine(host) ? host : 'localhost']
  return names.map((name) => `http://${isIPv6(name) ? `[${name}]` : name}:${port}`)
}
