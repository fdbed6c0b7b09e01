import type { ClaimWords } from '#core/page/claim-words'

const says = (means: string, section: string): ClaimWords => ({ means, section })

/** Members of a discovery document (RFC 8414 §2, OpenID Connect Discovery 1.0 §3). */
export const DISCOVERY_WORDS: Readonly<Record<string, ClaimWords>> = {
  issuer: says('its identifier: the iss of its tokens, exactly', 'RFC 8414 §2'),
  token_endpoint: says('where clients get tokens', 'RFC 8414 §2'),
  jwks_uri: says('where its public keys are', 'RFC 8414 §2'),
  introspection_endpoint: says('where one asks whether a token is still good', 'RFC 8414 §2'),
  revocation_endpoint: says('where a token is taken back', 'RFC 8414 §2'),
  authorization_endpoint: says('where people would log in; nobody does here', 'RFC 8414 §2'),
  grant_types_supported: says('the ways to get a token', 'RFC 8414 §2'),
  response_types_supported: says('what a login could answer', 'RFC 8414 §2'),
  token_endpoint_auth_methods_supported: says('how clients prove themselves there', 'RFC 8414 §2'),
  token_endpoint_auth_signing_alg_values_supported: says('the algorithms of their assertions', 'RFC 8414 §2'),
  introspection_endpoint_auth_methods_supported: says('how clients prove themselves there', 'RFC 8414 §2'),
  introspection_endpoint_auth_signing_alg_values_supported: says('the algorithms of their assertions', 'RFC 8414 §2'),
  revocation_endpoint_auth_methods_supported: says('how clients prove themselves there', 'RFC 8414 §2'),
  revocation_endpoint_auth_signing_alg_values_supported: says('the algorithms of their assertions', 'RFC 8414 §2'),
  subject_types_supported: says('everybody hears of a subject by one name', 'OpenID Connect Discovery §3'),
  id_token_signing_alg_values_supported: says('the algorithms of its tokens', 'OpenID Connect Discovery §3'),
}

/** Members of a public key (RFC 7517 §4, RFC 7518 §6). */
export const KEY_WORDS: Readonly<Record<string, ClaimWords>> = {
  kid: says('its id: tokens name it in their header', 'RFC 7517 §4.5'),
  kty: says('what kind of key it is', 'RFC 7517 §4.1'),
  alg: says('the one algorithm that it is for', 'RFC 7517 §4.4'),
  use: says('what it is for: signatures', 'RFC 7517 §4.2'),
  crv: says('its curve', 'RFC 7518 §6.2.1.1'),
  x: says('the public point, first half', 'RFC 7518 §6.2.1.2'),
  y: says('the public point, second half', 'RFC 7518 §6.2.1.3'),
  n: says('the modulus', 'RFC 7518 §6.3.1.1'),
  e: says('the exponent', 'RFC 7518 §6.3.1.2'),
}
