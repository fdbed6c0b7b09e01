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

/** One spelling for each: in lower case, an address of IPv6 as short as it can be, no dot at the end. */
function asInCertificate(name: string): string {
  const bare = name.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) === 6) return new URL(`https://[${bare}]`).hostname.slice(1, -1)
  return bare.replace(/\.$/, '')
}
