import { lookup as lookUpName } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { errorText } from '#core/error-text'
import { isLoopback } from '#core/http/loopback'

/** A target that may be asked. */
export interface GuardedTarget {
  readonly url: URL
  /** The addresses that were checked: connections go to these, whatever the name leads to later. */
  readonly addresses: readonly string[]
}

/** The target may not be asked, or cannot be. The message says what to do. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused'
}

type LookUpHost = (host: string) => Promise<readonly { readonly address: string }[]>

const lookUpAll: LookUpHost = (host) => lookUpName(host, { all: true })

/** RFC 6761 §6.3: whatever a resolver says of it. */
const LOCALHOST = [{ address: '127.0.0.1' }, { address: '::1' }]

/** How a refusal goes on, for a person at a terminal. */
export const ASKED_WITH_OPTION = 'it is only asked with --i-own-this-target, which says that you own it or may test it'

/**
 * Hostile requests are for a service of one's own: without the owner's word only addresses of this machine are asked, and a
 * name counts as one when each of its addresses is.
 * @param isOwned the person said that the target is theirs
 * @throws TargetRefused
 */
export async function guardTarget(address: string, isOwned: boolean, lookUp = lookUpAll): Promise<GuardedTarget> {
  const url = targetAddress(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = (await addressesFor(host, lookUp)).map((each) => each.address)
  const stranger = addresses.find((each) => !isLoopback(each))
  if (stranger !== undefined && !isOwned) {
    throw new TargetRefused(
      `${url.host} is not this machine${stranger === host ? '' : ` (${stranger})`}: ${ASKED_WITH_OPTION}`,
    )
  }
  return { url, addresses }
}

function targetAddress(address: string): URL {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(address)) {
    throw new TargetRefused(
      'the target is an address with http:// or https://, such as https://localhost:8443/scenario5-server',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new TargetRefused(
      'the address of the target has a name or password in it: leave them out, the probe sends tokens alone',
    )
  }
  url.hash = ''
  return url
}

async function addressesFor(host: string, lookUp: LookUpHost): Promise<readonly { readonly address: string }[]> {
  if (isIP(host)) return [{ address: host }]
  if (/^localhost\.?$/.test(host)) return LOCALHOST
  const found = await lookUp(host).catch((error: unknown) => {
    throw new TargetRefused(`the name ${host} cannot be looked up (${errorText(error)}): is it spelled right?`)
  })
  if (found.length === 0) throw new TargetRefused(`the name ${host} has no address`)
  return found
}

/** For `net.connect`: a name leads to the addresses that were checked, and to no others. */
export function lookupOf({ addresses }: GuardedTarget): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, callback) => {
    if (options.all) return callback(null, all)
    const [first = { address: '127.0.0.1', family: 4 }] = all
    return callback(null, first.address, first.family)
  }
}
