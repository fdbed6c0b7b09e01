import { ClientCredentials } from 'simple-oauth2'

/** simple-oauth2, as its README writes it. */
export default function ({ issuer, id, secret, audience }) {
  const auth = { tokenHost: issuer, tokenPath: '/token', revokePath: '/revoke' }
  const grant = async (options) => {
    const client = new ClientCredentials({ client: { id, secret }, auth, options })
    return (await client.getToken({ audience })).token.access_token
  }
  return {
    header: () => grant(),
    body: () => grant({ authorizationMethod: 'body' }),
    revoke(token) {
      const client = new ClientCredentials({ client: { id, secret }, auth })
      return client.createToken({ access_token: token }).revoke('access_token')
    },
  }
}
