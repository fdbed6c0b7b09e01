import { createRemoteJWKSet, jwtVerify } from 'jose'

/** jose, as its page writes it. */
export default function ({ issuer, audience }) {
  const keySet = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`))
  return async (token) => (await jwtVerify(token, keySet, { issuer, audience })).payload
}
