import jose from 'node-jose'

/** node-jose, as its README writes it: it looks at the signature alone, and the claims are left to who uses it. */
export default function ({ issuer, audience }) {
  return async (token) => {
    const keystore = await jose.JWK.asKeyStore(await (await fetch(`${issuer}/.well-known/jwks.json`)).json())
    const { payload } = await jose.JWS.createVerify(keystore).verify(token)
    const claims = JSON.parse(payload.toString())
    if (claims.iss !== issuer || claims.aud !== audience || claims.exp <= Date.now() / 1000)
      throw new Error('not for us')
    return claims
  }
}
