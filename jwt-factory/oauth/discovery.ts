import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/send'
import type { KeyRings } from '#core/rings/key-rings'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { GRANTS } from '../grants/index.ts'
import type { Issuer } from '../issuer.ts'
import { addressAt } from './addresses.ts'
import { AUTH_METHODS } from './credentials.ts'

/** The two names of the one document (RFC 8414 §3, OpenID Connect Discovery 1.0 §4). */
export const METADATA_NAMES = ['oauth-authorization-server', 'openid-configuration']

export interface DiscoveryParts {
  rings: KeyRings
  issuer: Issuer
  /** How long a client may keep it. */
  maxAgeSeconds: number
  /** Of the keys that are made next. */
  algorithm: Algorithm
}

/** Says what the issuer is and where its routes are. Both names answer the same (RFC 9068 §4). */
export function discovery({ rings, issuer, maxAgeSeconds, algorithm }: DiscoveryParts): RequestHandler {
  return (_request, response) => {
    response.setHeader('cache-control', `public, max-age=${maxAgeSeconds}`)
    sendJson(response, 200, metadata(issuer, [...rings.published(issuer.ringId), { algorithm }]))
  }
}

/**
 * Exactly what is there (RFC 8414 §2). Lists that would be empty are left out (§3.2), but for response_types_supported:
 * both standards require it, and there is no authorization endpoint that would know one.
 */
function metadata(issuer: Issuer, keys: readonly { algorithm: Algorithm }[]): Record<string, unknown> {
  const at = (path: string) => addressAt(issuer, path)
  return {
    issuer: issuer.url,
    token_endpoint: at('token'),
    jwks_uri: at('jwks'),
    introspection_endpoint: at('introspect'),
    revocation_endpoint: at('revoke'),
    grant_types_supported: GRANTS.map(({ type }) => type),
    response_types_supported: [],
    ...authenticationOf('token', issuer),
    ...authenticationOf('introspection', issuer),
    ...authenticationOf('revocation', issuer),
    // Required by OpenID Connect Discovery §3, and so is RS256. No id tokens are issued here; verifiers read this list
    // as that of the algorithms of the issuer, so it is that too.
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...new Set([...keys.map(({ algorithm }) => algorithm), 'RS256'])],
  }
}

/** RFC 8414 §2: the algorithms are required where private_key_jwt is offered; "none" is none of ours. */
const authenticationOf = (endpoint: string, { url }: Issuer) => ({
  [`${endpoint}_endpoint_auth_methods_supported`]: AUTH_METHODS.filter(
    (method) => method !== 'tls_client_auth' || url.startsWith('https:'), // RFC 8705 §2.1: by TLS alone
  ),
  [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: ALL_ALGORITHMS,
})
