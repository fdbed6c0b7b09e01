import jwt from 'jsonwebtoken'
import jwksClient from 'jwks-rsa'
import { KEYS_WITH_CARE } from './keys-with-care.js'

/** jsonwebtoken with every setting that it has for a token of somebody else. It has none for typ, and none for claims that must be there. */
export default function ({ issuer, audience, algorithms, jwksUri }) {
  const client = jwksClient({ jwksUri, ...KEYS_WITH_CARE })
  const getKey = (header, callback) =>
    client.getSigningKey(header.kid, (error, key) => callback(error, key?.getPublicKey()))
  const options = { audience, issuer, algorithms, maxAge: 3600, clockTolerance: 30 }
  return (token) =>
    new Promise((resolve, reject) => {
      jwt.verify(token, getKey, options, (error, decoded) => (error ? reject(error) : resolve(decoded)))
    })
}
