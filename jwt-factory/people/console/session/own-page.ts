import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { headersNamed } from '#core/http/guard'

/**
 * Whether a form comes from a page of this address, as far as a browser says (Fetch §3.2, Fetch Metadata §2.2): pages of other origins may
 * be allowed to log people in, and are not here. Where it says nothing, the token of the form decides alone.
 */
export function isFromOwnPage(request: IncomingMessage): boolean {
  const { host = '', 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin') return false
  const origins = headersNamed(request, 'origin')
  // A proxy with TLS may stand before a port without.
  const schemes = request.socket instanceof TLSSocket ? ['https'] : ['http', 'https']
  return (
    origins.length === 0 || (origins.length === 1 && schemes.some((scheme) => origins[0] === `${scheme}://${host}`))
  )
}
