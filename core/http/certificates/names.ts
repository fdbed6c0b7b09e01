import { isIP } from 'node:net'

/** By these every process is found on its own machine. */
const EVERYWHERE = ['localhost', '127.0.0.1', '::1']

/**
 * The names in the certificate of a process, each once: its own, those of this machine, and further ones.
 * @param further host names and addresses, as in a URL or a setting
 */
export function namesOfProcess(name: string, further: readonly string[]): string[] {
  return [...new Set([name, ...EVERYWHERE, ...further.map(asInCertificate)])]
}

/**
 * The names that several certificates have: whoever shows one of those is one of several.
 * @param further host names and addresses of each process, as in a URL or a setting
 */
export function sharedNames(further: Readonly<Record<string, readonly string[]>>): string[] {
  const seen = Object.entries(further).flatMap(([name, names]) => namesOfProcess(name, names))
  return [...new Set(seen.filter((name, at) => seen.indexOf(name) !== at))]
}

/** One spelling for each: in lower case, an address of IPv6 as short as it can be, no dot at the end. */
function asInCertificate(name: string): string {
  const bare = name.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) === 6) return new URL(`https://[${bare}]`).hostname.slice(1, -1)
  return bare.replace(/\.$/, '')
}
