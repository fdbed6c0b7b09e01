import OktaJwtVerifier from '@okta/jwt-verifier'

/** @okta/jwt-verifier, as its README writes it. */
export default function ({ issuer, audience }) {
  const verifier = new OktaJwtVerifier({ issuer, jwksUri: `${issuer}/.well-known/jwks.json` })
  return async (token) => (await verifier.verifyAccessToken(token, audience)).claims
}
