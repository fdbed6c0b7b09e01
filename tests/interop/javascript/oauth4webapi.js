import * as oauth from 'oauth4webapi'
import { fetchBy } from './by-certificate.js'

/** oauth4webapi, as its examples write it. */
export default async function ({ issuer, id, secret, audience, key, certificate }) {
  const url = new URL(issuer)
  const options = { [oauth.allowInsecureRequests]: url.protocol === 'http:' }
  const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options))
  const client = { client_id: id }
  const bySecret = oauth.ClientSecretBasic(secret)
  const grant = async (proof, more = {}) => {
    const settings = { ...options, ...more }
    const response = await oauth.clientCredentialsGrantRequest(as, client, proof, { audience }, settings)
    return (await oauth.processClientCredentialsResponse(as, client, response)).access_token
  }
  return {
    discover: () => as.issuer,
    header: () => grant(bySecret),
    body: () => grant(oauth.ClientSecretPost(secret)),
    async key() {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
      const imported = await crypto.subtle.importKey('jwk', key, algorithm, false, ['sign'])
      return grant(oauth.PrivateKeyJwt({ key: imported, kid: key.kid }))
    },
    certificate: () => grant(oauth.TlsClientAuth(), { [oauth.customFetch]: fetchBy(certificate) }),
    async introspect(token) {
      const response = await oauth.introspectionRequest(as, client, bySecret, token, options)
      return (await oauth.processIntrospectionResponse(as, client, response)).active
    },
    revoke: async (token) =>
      oauth.processRevocationResponse(await oauth.revocationRequest(as, client, bySecret, token, options)),
  }
}
