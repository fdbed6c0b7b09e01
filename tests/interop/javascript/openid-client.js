import * as client from 'openid-client'
import { fetchBy } from './by-certificate.js'

/** openid-client, as its README writes it. */
export default async function ({ issuer, id, secret, audience, key, certificate }) {
  const options = issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : undefined
  const discover = (proof) => client.discovery(new URL(issuer), id, undefined, proof, options)
  const grant = async (proof) => (await client.clientCredentialsGrant(await discover(proof), { audience })).access_token
  const bySecret = client.ClientSecretBasic(secret)
  return {
    discover: async () => (await discover(bySecret)).serverMetadata().issuer,
    header: () => grant(bySecret),
    body: () => grant(client.ClientSecretPost(secret)),
    async key() {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
      const imported = await crypto.subtle.importKey('jwk', key, algorithm, false, ['sign'])
      return grant(client.PrivateKeyJwt({ key: imported, kid: key.kid }))
    },
    async certificate() {
      const config = await discover(client.TlsClientAuth())
      config[client.customFetch] = fetchBy(certificate)
      return (await client.clientCredentialsGrant(config, { audience })).access_token
    },
    introspect: async (token) => (await client.tokenIntrospection(await discover(bySecret), token)).active,
    revoke: async (token) => client.tokenRevocation(await discover(bySecret), token),
  }
}
