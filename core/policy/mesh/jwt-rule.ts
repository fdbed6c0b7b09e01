/** One rule of a RequestAuthentication: whose tokens are believed, where they are found, and what becomes of them. */
export interface JwtRule {
  /** Compared exactly with `iss`. Empty only where `jwksUri` is given. */
  issuer: string
  /** The token must name one of them; empty: any audience. */
  audiences: string[]
  /** A key set as JSON. Never together with `jwksUri`; with neither, the issuer's discovery document is asked. */
  jwks?: string
  jwksUri?: string
  /** Where tokens are found; where all three lists are empty, in `Authorization: Bearer` and the query's `access_token`. */
  fromHeaders: { name: string; prefix: string }[]
  fromParams: string[]
  fromCookies: string[]
  /** The header that gets the payload of the token, as it was sent. */
  outputPayloadToHeader?: string
  /** Claims may be nested, with dots between their names. */
  outputClaimToHeaders: { header: string; claim: string }[]
  /** Without it, the token is taken out of the request. */
  forwardOriginalToken: boolean
  /** How long the key set is waited for. */
  timeoutSeconds: number
  /** Claims whose text is a list with spaces, besides `scope` and `permission`. */
  spaceDelimitedClaims: string[]
}
