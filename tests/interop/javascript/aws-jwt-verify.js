import { JwtVerifier } from 'aws-jwt-verify'

/** aws-jwt-verify, as its README writes it. */
export default function ({ issuer, audience }) {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/.well-known/jwks.json` })
  return (token) => verifier.verify(token)
}
