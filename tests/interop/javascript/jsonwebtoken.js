import jwt from 'jsonwebtoken'
import jwksClient from 'jwks-rsa'

/** jsonwebtoken with jwks-rsa, as the README of jsonwebtoken writes it. */
export default function ({ issuer, audience }) {
  const client = jwksClient({ jwksUri: `${issuer}/.well-known/jwks.json` })
  const getKey = (header, callback) =>
    client.getSigningKey(header.kid, (error, key) => callback(error, key?.getPublicKey()))
  return (token) =>
    new Promise((resolve, reject) => {
      jwt.verify(token, getKey, { audience, issuer }, (error, decoded) => (error ? reject(error) : resolve(decoded)))
    })
}
