import { JwtVerifier } from 'aws-jwt-verify'

/** aws-jwt-verify, as its README writes it. It reads no discovery; without a `jwksUri` it looks here, below the issuer: /.well-known/jwks.json. */
export default function ({ issuer, audience }) {
  const verifier = JwtVerifier.create({ issuer, audience })
  return (token) => verifier.verify(token)
}
