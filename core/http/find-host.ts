import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopback, LOOPBACKS } from './loopback.ts'

/** How a socket finds a host: a part of what `net.connect` is told. */
export interface WayToHost {
  readonly lookup: LookupFunction
  readonly autoSelectFamilyAttemptTimeout?: number
}

/**
 * Of several addresses of this machine the next is tried after so long. One where nobody listens says so at once, and Node's half a
 * second is over where this process was busy, though the other side had answered: where that listens at one of them alone, it was
 * "not there". Milliseconds.
 */
export const TILL_NEXT_ADDRESS = 10_000

/**
 * How to find a host: `localhost` is where the processes of this sandbox listen, whatever this machine takes it for; other names are
 * looked up as ever.
 * @param name of the one who is called
 * @param host HOST, which all processes share
 */
export function findHost(name: string, host = 'localhost'): WayToHost {
  if (name !== 'localhost') return { lookup }
  const own = isLoopback(host) ? [host] : []
  const addresses = [...new Set([...own, ...LOOPBACKS])].map((address) => ({ address, family: isIP(address) }))
  const [first = { address: '127.0.0.1', family: 4 }] = addresses
  return {
    lookup: (_name, { all }, callback) =>
      all ? callback(null, addresses) : callback(null, first.address, first.family),
    autoSelectFamilyAttemptTimeout: TILL_NEXT_ADDRESS,
  }
}
