import type { Issuer } from '../../issuer.ts'
import { wantsCertificates, type Clients } from '../../registered-clients/clients.ts'
import { AUTH_METHODS } from './credentials.ts'

export interface AuthMethodParts {
  clients: Clients
  /** Whether any client is good (OPEN=1). */
  isOpen: boolean
}

/**
 * How clients may prove themselves here at this moment (RFC 8414 §2). A certificate does where the TLS port asks for one, and over
 * TLS alone (RFC 8705 §2.1); at an open issuer it does without any proof, too.
 */
export function methodsNow({ url }: Pick<Issuer, 'url'>, { clients, isOpen }: AuthMethodParts): string[] {
  const hasCertificates = url.startsWith('https:') && wantsCertificates(clients)
  const methods = AUTH_METHODS.filter((method) => method !== 'tls_client_auth' || hasCertificates)
  return isOpen ? [...methods, 'none'] : methods
}
