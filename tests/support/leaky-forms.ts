import { Buffer } from 'node:buffer'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** An OAuth request that holds a token or a secret, at the right place or at a wrong one. */
export interface LeakyForm {
  query?: string
  headers: Record<string, string>
  body: string
}

const basic = (id: string, text: string) => `Basic ${Buffer.from(`${id}:${text}`).toString('base64')}`

/** For every route that takes a form. */
export function leakyForms(token: string, clientId: string, secret: string): LeakyForm[] {
  const known = { authorization: basic(clientId, secret) }
  const credentials = { grant_type: 'client_credentials', audience: 'serviceb' }
  const posted = { client_id: clientId, client_secret: secret }
  const forms: [Record<string, string>, Record<string, string>][] = [
    [known, { ...credentials, token }],
    [known, { ...credentials, ...posted, token }],
    [{}, { ...credentials, ...posted, token }],
    [{}, { ...credentials, client_id: 'nobody', client_secret: secret, token }],
    [{}, { ...credentials, client_id: clientId, client_secret: token, token }],
    [{ authorization: basic(token, secret) }, { ...credentials, token }],
    [{ authorization: `Bearer ${token}` }, { ...credentials, token }],
    [{}, { ...credentials, client_assertion: token, client_assertion_type: ASSERTION_TYPE, token }],
    [{}, { ...credentials, client_assertion: token, client_assertion_type: token, token }],
    [known, { grant_type: token, token_type_hint: token, token: `${token}x` }],
    [known, { ...credentials, scope: token, token: secret }],
    [known, { ...credentials, audience: token, resource: `https://x/${token}`, token }],
    [known, { grant_type: EXCHANGE, audience: 'servicec', subject_token: token, subject_token_type: token, token }],
    [known, { grant_type: BEARER, audience: 'serviceb', assertion: token, token }],
    [known, { [token]: secret, [secret]: token }],
  ]
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const bodies = forms.map(([headers, form]) => ({
    headers: { ...type, ...headers },
    body: new URLSearchParams(form).toString(),
  }))
  return [
    ...bodies,
    { headers: { ...type, ...known }, body: `token=${token}&token=${token}` },
    { headers: { ...type, ...known }, body: token },
    { headers: { ...known, 'content-type': 'application/json' }, body: JSON.stringify({ token, secret }) },
    { headers: type, body: '', query: `?token=${token}&client_secret=${secret}&assertion=${token}` },
  ]
}
