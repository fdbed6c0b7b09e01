import { ClientCredentials } from 'simple-oauth2'

/** simple-oauth2, as its README writes it. */
export default function ({ issuer, id, secret, audience, sendsJson }) {
  // Its paths are resolved against the host, so that a path of the issuer stands in each.
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  const auth = { tokenHost: issuer, tokenPath: `${path}/token`, revokePath: `${path}/revoke` }
  const bodyFormat = sendsJson ? 'json' : 'form'
  const grant = async (options) => {
    const client = new ClientCredentials({ client: { id, secret }, auth, options: { bodyFormat, ...options } })
    return (await client.getToken({ audience })).token.access_token
  }
  return {
    header: () => grant(),
    body: () => grant({ authorizationMethod: 'body' }),
    revoke(token) {
      const client = new ClientCredentials({ client: { id, secret }, auth, options: { bodyFormat } })
      return client.createToken({ access_token: token }).revoke('access_token')
    },
  }
}
