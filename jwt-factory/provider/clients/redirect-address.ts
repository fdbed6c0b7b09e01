import { isLoopbackName } from '#core/config/plain-url'
import { nameIn } from '#core/http/guard'

/** Longer addresses are of no application. Characters. */
const LONGEST_REDIRECT = 1000

/**
 * What is wrong with an address that a browser is sent to with a code (RFC 9700 §2.1, §4.1): it is compared as text, so it must be
 * written as a URL writes it; over plain HTTP somebody else would read the code, but on this machine.
 * @returns nothing for a good one
 */
export function addressFault(address: string): string | undefined {
  const url = URL.parse(address)
  if (!url || address.length > LONGEST_REDIRECT || /[\s\\\p{Cc}]/u.test(address))
    return 'must be an address of a web page'
  if (address.includes('#')) return 'must have no # in it'
  if (url.username !== '' || url.password !== '') return 'must have no name and no password in it'
  if (url.protocol === 'https:') return undefined
  const isHere = url.protocol === 'http:' && isLoopbackName(nameIn(url.hostname))
  return isHere ? undefined : 'must begin with https:// (http:// is for this machine alone)'
}
