import { request } from 'undici'

/** What a token is asked for with: parameters of /token. Claims are an object. */
export interface TokenRequest {
  client_id?: string
  client_secret?: string
  audience?: string
  scope?: string
  /** Seconds. */
  lifetime?: number
  claims?: Record<string, unknown>
  /** A token that has expired already. */
  expired?: boolean
}

/**
 * Asks an issuer for a token by client credentials (RFC 6749 §4.4).
 * @param at where it listens: the address in front of /token
 * @throws Error with what the issuer says, where it refuses
 */
export async function askForToken(at: string, { expired = false, claims, ...asked }: TokenRequest): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials' })
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) form.set(name, String(value))
  if (claims !== undefined) form.set('claims', JSON.stringify(claims))
  const { statusCode, body } = await request(`${at}/token${expired ? '?expired=1' : ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  const answer: unknown = await body.json()
  const { access_token: token, error, error_description: why } = Object(answer)
  if (typeof token === 'string') return token
  throw new Error(`The issuer gives no token: ${statusCode} ${String(error)}. ${String(why)}.`)
}
