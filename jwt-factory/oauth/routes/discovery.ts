import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/send'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { GRANTS } from '../../grants/index.ts'
import type { Issuer, Issuers } from '../../issuer.ts'
import type { TokenShapes } from '../../registered-clients/token-shapes.ts'
import { addressAt } from '../addresses.ts'
import { RESPONSE_TYPES } from './authorize.ts'
import { methodsNow, type AuthMethodParts } from '../proof/auth-methods.ts'

/** The two names of the one document (RFC 8414 §3, OpenID Connect Discovery 1.0 §4). */
export const METADATA_NAMES = ['oauth-authorization-server', 'openid-configuration']

export interface DiscoveryParts extends AuthMethodParts {
  issuers: Issuers
  shapes: TokenShapes
  issuer: Issuer
  /** How long a client may keep it. */
  maxAgeSeconds: number
  /** Of the keys that are made next. */
  algorithm: Algorithm
}

/** Says what the issuer is and where its routes are. Both names answer the same (RFC 9068 §4). */
export function discovery(parts: DiscoveryParts): RequestHandler {
  const { issuers, shapes, issuer, maxAgeSeconds, algorithm } = parts
  return (_request, response) => {
    const published = issuers.publishedOf(issuer).map((key) => key.algorithm)
    response.setHeader('cache-control', `public, max-age=${maxAgeSeconds}`)
    sendJson(
      response,
      200,
      metadata(issuer, [...published, algorithm, ...shapes.algorithmsOf(issuer)], methodsNow(issuer, parts)),
    )
  }
}

/**
 * Exactly what is there (RFC 8414 §2); lists that would be empty are left out (§3.2). Response types are required, and strict
 * readers insist on an authorization endpoint, too: MSAL, Ruby's openid_connect, Authlib. So there is one, whose only response type
 * asks for nothing, and it says no.
 */
function metadata(
  issuer: Issuer,
  algorithms: readonly Algorithm[],
  methods: readonly string[],
): Record<string, unknown> {
  const at = (path: string) => addressAt(issuer, path)
  return {
    issuer: issuer.url,
    authorization_endpoint: at('authorize'),
    token_endpoint: at('token'),
    jwks_uri: at('jwks'),
    introspection_endpoint: at('introspect'),
    revocation_endpoint: at('revoke'),
    grant_types_supported: GRANTS.map(({ type }) => type),
    response_types_supported: RESPONSE_TYPES,
    ...authenticationOf('token', methods),
    ...authenticationOf('introspection', methods),
    ...authenticationOf('revocation', methods),
    // Required by OpenID Connect Discovery §3, and so is RS256. No id tokens are issued here; verifiers read this list
    // as that of the algorithms of the issuer, so it is that too.
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...new Set([...algorithms, 'RS256'])],
  }
}

/** RFC 8414 §2: the algorithms are required where private_key_jwt is offered; "none" is none of ours. */
const authenticationOf = (endpoint: string, methods: readonly string[]) => ({
  [`${endpoint}_endpoint_auth_methods_supported`]: methods,
  [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: ALL_ALGORITHMS,
})
