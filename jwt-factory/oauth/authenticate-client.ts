import type { Request } from 'express'
import { contextOf } from '#core/http/context'
import { explainRejection } from '#core/token/explain-rejection'
import type { TokenRejected } from '#core/token/rejection'
import { tokenHints } from '#core/token/token-hints'
import type { Client, Clients } from '../registered-clients/clients.ts'
import { isSecretOf } from '../registered-clients/is-secret-of.ts'
import type { JudgeAssertion, Spend } from './assertion.ts'
import { readCredentials, type Credentials } from './credentials.ts'
import { formOf } from './form.ts'
import type { GuessDelay } from './guess-delay.ts'
import { OAuthError } from './oauth-error.ts'

/** The kinds of token that prove a client; a server does not insist on the new name (draft 7523bis). */
export const CLIENT_ASSERTION = ['JWT', 'client-authentication+jwt']

/**
 * Finds out which client is asking, and believes it (RFC 6749 §3.2.1). Every OAuth route begins with this: there are no
 * public clients here.
 * @throws OAuthError invalid_client; it does not say whether the name or the proof was wrong
 */
export function clientAuthenticator(parts: AuthenticatorParts): AuthenticateClient {
  return async (request) => {
    const credentials = readCredentials(request, formOf(request))
    return credentials.method === 'private_key_jwt'
      ? byAssertion(parts, request, credentials)
      : bySecret(parts, request, credentials)
  }
}

export type AuthenticateClient = (request: Request) => Promise<ProvedClient>

/** A client that is believed. */
export interface ProvedClient {
  client: Client
  /** Uses up what has proved it: every route calls this once all else held, before it does anything for the client. */
  spend: Spend
}

export interface AuthenticatorParts {
  clients: Clients
  guesses: GuessDelay
  judgeAssertion: JudgeAssertion
}

type Secret = Extract<Credentials, { secret: string }>
type Assertion = Extract<Credentials, { assertion: string }>

async function bySecret(
  { clients, guesses }: AuthenticatorParts,
  request: Request,
  { clientId, secret, method }: Secret,
): Promise<ProvedClient> {
  const client = clients.get(clientId)
  if (!isSecretOf(client, secret) || !client) {
    if (guesses.isFull(clientId)) throw new OAuthError('temporarily_unavailable', TOO_MANY_GUESSES, COME_AGAIN)
    await guesses.wrong(clientId)
    throw new OAuthError(
      'invalid_client',
      'The client (client_id) is unknown here, or its secret (client_secret) is wrong',
    )
  }
  const { recorder } = contextOf(request)
  if (recorder.isOn) recorder.step({ verb: 'believes', what: `that ${client.id} is asking, by its secret (${method})` })
  return { client, spend: async () => {} }
}

const TOO_MANY_GUESSES =
  'Too many wrong secrets (client_secret) at this name (client_id) wait for their answers. Ask again in a moment'
const COME_AGAIN = { status: 429, headers: { 'retry-after': '1' } }

const NO_SUCH_CLIENT =
  'The client that client_id, or the claim sub, names is unknown here, or no keys are registered for it'

async function byAssertion(
  parts: AuthenticatorParts,
  request: Request,
  { clientId, assertion }: Assertion,
): Promise<ProvedClient> {
  // Only a hint which client's keys to try: the assertion must then say the same under its signature.
  const client = parts.clients.get(clientId ?? tokenHints(assertion).sub ?? '')
  if (!client?.keys) throw new OAuthError('invalid_client', NO_SUCH_CLIENT)
  const trusted = { issuer: client.id, subject: client.id, type: CLIENT_ASSERTION, keys: client.keys }
  const what = `the assertion of ${client.id}`
  const { spend } = await parts.judgeAssertion(contextOf(request), assertion, trusted, { what, refuse: refusedProof })
  return { client, spend }
}

const refusedProof = (rejection: TokenRejected) =>
  new OAuthError('invalid_client', `The client_assertion is refused. ${explainRejection(rejection)}`)
