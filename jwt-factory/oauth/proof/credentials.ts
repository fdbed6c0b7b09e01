import { Buffer } from 'node:buffer'
import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { shownCertificate } from '#core/http/asked-certificate'
import { CLIENT_ASSERTION_TYPE } from '../../oauth-uris.ts'
import type { Form } from '../request/form.ts'
import { OAuthError } from '../oauth-error.ts'

/** How a client says who it is. Its claim only: nothing of it is believed yet. */
export type Credentials =
  | {
      method: 'client_secret_basic' | 'client_secret_post'
      clientId: string
      /** What was sent, in each way in which it can be read: any of them may be meant. */
      secrets: readonly string[]
    }
  | { method: 'private_key_jwt'; clientId: string | undefined; assertion: string }
  | { method: 'tls_client_auth'; clientId: string; certificate: X509Certificate }

/** In the order of recommendation (RFC 9700 §2.5). */
export const AUTH_METHODS: readonly Credentials['method'][] = [
  'private_key_jwt',
  'tls_client_auth',
  'client_secret_basic',
  'client_secret_post',
]

/**
 * Finds the credentials of a request: of one method, once (RFC 6749 §2.3).
 * @throws OAuthError invalid_client when there are none, invalid_request when there are several
 */
export function readCredentials(request: IncomingMessage, form: Form): Credentials {
  const found = [basicCredentials(request), postedSecret(form), postedAssertion(form)].filter(
    (one) => one !== undefined,
  )
  const credentials = found[0] ?? certificateOf(request, form)
  if (!credentials)
    throw new OAuthError(
      'invalid_client',
      'The client did not authenticate. It needs the header Authorization (Basic), client_id and client_secret, client_assertion, or client_id and a certificate',
    )
  if (found.length > 1)
    throw new OAuthError(
      'invalid_request',
      'The client authenticates in more than one way. Choose one: the header Authorization, client_secret or client_assertion',
    )
  const named = form.get('client_id')
  if (named !== undefined && credentials.clientId !== undefined && named !== credentials.clientId) {
    throw new OAuthError(
      'invalid_request',
      'The parameter client_id must name the client of the credentials, or be absent',
    )
  }
  return credentials
}

/**
 * RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. curl and many others join them as they are, which
 * makes a difference for a secret with `%` or `+`: it is read in both ways. An id here has none of these signs.
 */
function basicCredentials({ rawHeaders }: IncomingMessage): Credentials | undefined {
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && isAuthorization(rawHeaders[index - 1]))
  const [value] = values
  if (value === undefined) return undefined
  if (values.length > 1) throw new OAuthError('invalid_request', 'The header Authorization must come only once')
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(value)?.[1]
  if (encoded === undefined)
    throw new OAuthError('invalid_client', 'The header Authorization must be of scheme Basic, with base64 of id:secret')
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) throw new OAuthError('invalid_client', 'The header Authorization must be base64 of id:secret')
  const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)]
  return { method: 'client_secret_basic', clientId: formDecode(id), secrets: [formDecode(secret), secret] }
}

const isAuthorization = (name: string | undefined) => name?.toLowerCase() === 'authorization'

/** What cannot be form-encoded text is what it is. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** RFC 8705 §2: client_id says who shows the certificate. Beside other credentials it is one of the connection alone. */
function certificateOf(request: IncomingMessage, form: Form): Credentials | undefined {
  const clientId = form.get('client_id')
  const certificate = clientId === undefined ? undefined : shownCertificate(request)
  return clientId === undefined || !certificate ? undefined : { method: 'tls_client_auth', clientId, certificate }
}

/**
 * Whether a request tries to prove a client by what it sends. A certificate is shown by the connection, whatever is asked on
 * it: it is no try by itself.
 */
export function sendsCredentials(request: IncomingMessage, form: Form): boolean {
  const names = ['client_secret', 'client_assertion', 'client_assertion_type']
  return request.headers.authorization !== undefined || names.some((name) => form.get(name) !== undefined)
}

/** Whether its connection has shown one, for the client that client_id names (RFC 8705 §2). */
export const showsCertificate = (request: IncomingMessage, form: Form): boolean =>
  certificateOf(request, form) !== undefined

function postedSecret(form: Form): Credentials | undefined {
  const secret = form.get('client_secret')
  if (secret === undefined) return undefined
  const clientId = form.get('client_id')
  if (clientId === undefined)
    throw new OAuthError('invalid_request', 'The parameter client_id is required with client_secret')
  return { method: 'client_secret_post', clientId, secrets: [secret] }
}

/** RFC 7521 §4.2: both parameters or none. */
function postedAssertion(form: Form): Credentials | undefined {
  const assertion = form.get('client_assertion')
  const type = form.get('client_assertion_type')
  if (assertion === undefined && type === undefined) return undefined
  if (assertion === undefined || type === undefined) {
    throw new OAuthError(
      'invalid_request',
      'The parameters client_assertion and client_assertion_type go together: send both',
    )
  }
  if (type !== CLIENT_ASSERTION_TYPE)
    throw new OAuthError('invalid_client', `The parameter client_assertion_type must be ${CLIENT_ASSERTION_TYPE}`)
  return { method: 'private_key_jwt', clientId: form.get('client_id'), assertion }
}
