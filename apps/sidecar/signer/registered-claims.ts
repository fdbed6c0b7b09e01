/** The claims that a signer fills in itself (RFC 7519 §4.1). No configuration, and no header of a request, says them. */
export const REGISTERED: readonly string[] = ['iss', 'aud', 'exp', 'nbf', 'iat', 'jti']
