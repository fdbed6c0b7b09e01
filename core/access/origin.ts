const DEFAULT_PORTS: Record<string, string> = { http: '80', https: '443' }

/** Scheme, host and port, and nothing else: no user, no path, no query (RFC 6454 §6.2). */
const ORIGIN = /^(https?):\/\/([a-z\d._-]+|\[[\d:a-f.]+\])(?::([1-9]\d{0,4}))?$/i

/**
 * An origin in its one spelling: in lower case, without the port that its scheme has anyway (RFC 3986 §6.2.2, §6.2.3).
 * @returns undefined for what is no origin, or one with something behind it
 */
export function normalOrigin(text: string): string | undefined {
  if (text.length > LONGEST_ORIGIN) return undefined
  const [, scheme, host = '', port] = ORIGIN.exec(text) ?? []
  if (scheme === undefined) return undefined
  const lower = scheme.toLowerCase()
  const shown = port === undefined || port === DEFAULT_PORTS[lower] ? '' : `:${port}`
  return `${lower}://${host.toLowerCase()}${shown}`
}

/** A host has 253 characters at most (RFC 1035 §2.3.4). */
const LONGEST_ORIGIN = 300

/** The origin of an address that may have a path. @throws TypeError for what is no http(s) address */
export function originOfAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const origin = url && normalOrigin(url.origin)
  if (origin === undefined) throw new TypeError(`the audience is not an http(s) address: ${address}`)
  return origin
}
