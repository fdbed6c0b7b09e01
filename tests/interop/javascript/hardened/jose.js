import { createRemoteJWKSet, jwtVerify } from 'jose'

/** jose with every setting that it has for an access token. */
export default function ({ issuer, audience, algorithms, jwksUri }) {
  const keySet = createRemoteJWKSet(new URL(jwksUri), {
    timeoutDuration: 2000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  })
  const options = {
    issuer,
    audience,
    algorithms,
    typ: 'at+jwt',
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'],
    maxTokenAge: 3600,
    clockTolerance: 30,
  }
  return async (token) => (await jwtVerify(token, keySet, options)).payload
}
