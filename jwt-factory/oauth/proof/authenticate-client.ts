import type { Request } from 'express'
import { contextOf } from '#core/http/context'
import { isRingId } from '#core/rings/ring-id'
import { explainRejection } from '#core/token/explain-rejection'
import type { TokenRejected } from '#core/token/rejection'
import { tokenHints } from '#core/token/token-hints'
import type { Client, Clients } from '../../registered-clients/clients.ts'
import type { JudgeCertificate } from './judge-certificate.ts'
import type { JudgeAssertion, PresentedAssertion, Spend } from './assertion.ts'
import { readCredentials, type Credentials } from './credentials.ts'
import { isUnsigned, keysOrDecoy } from './decoy-keys.ts'
import { isOneOf } from './compare-secrets.ts'
import { formOf } from '../request/form.ts'
import type { GuessDelay } from './guess-delay.ts'
import { OAuthError } from '../oauth-error.ts'

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
    if (credentials.method === 'private_key_jwt') return byAssertion(parts, request, credentials)
    if (credentials.method === 'tls_client_auth') return byCertificate(parts, request, credentials)
    return bySecret(parts, request, credentials)
  }
}

export type AuthenticateClient = (request: Request) => Promise<ProvedClient>

/** A client that is believed. */
export interface ProvedClient {
  client: Client
  /** Uses up what has proved it: every route calls this once all else held, before it does anything for the client. */
  spend: Spend
  /** Where an assertion that is a grant has proved it, and nothing else. */
  presented?: PresentedAssertion
}

export interface AuthenticatorParts {
  clients: Clients
  guesses: GuessDelay
  judgeProof: JudgeAssertion
  judgeCertificate: JudgeCertificate
  /** Whether the certificate of this process has that name of a host, too. */
  isSharedName: (host: string) => boolean
}

type Secret = Extract<Credentials, { secrets: readonly string[] }>
type Certified = Extract<Credentials, { method: 'tls_client_auth' }>
type Assertion = Extract<Credentials, { assertion: string }>

async function bySecret(
  { clients, guesses }: AuthenticatorParts,
  request: Request,
  { clientId, secrets, method }: Secret,
): Promise<ProvedClient> {
  const client = clients.get(clientId)
  const isRight = isOneOf(secrets, [client?.secret ?? [], client?.otherSecret ?? []].flat())
  if (!client || !isRight) {
    if (guesses.isFull(clientId)) throw new OAuthError('temporarily_unavailable', TOO_MANY_GUESSES, COME_AGAIN)
    await guesses.wrong(clientId)
    throw new OAuthError(
      'invalid_client',
      'The client (client_id) is unknown here, or its secret (client_secret) is wrong',
    )
  }
  tellProof(request, client, `its secret (${method})`)
  return { client, spend: async () => {} }
}

/** RFC 8705 §2.1: whom the CA calls by the name that the client has declared. */
async function byCertificate(
  { clients, judgeCertificate, isSharedName }: AuthenticatorParts,
  request: Request,
  { clientId, certificate, method }: Certified,
): Promise<ProvedClient> {
  await judgeCertificate(certificate)
  const named = clients.get(clientId)
  if (!named?.isItsCertificate?.(certificate, isSharedName)) throw new OAuthError('invalid_client', NOT_ITS_CERTIFICATE)
  tellProof(request, named, `its certificate (${method})`)
  return { client: named, spend: async () => {} }
}

const NOT_ITS_CERTIFICATE =
  'The client (client_id) is unknown here, or its certificate is not the one that its declaration names (tlsClientAuthSubjectDn, tlsClientAuthSanDns or tlsClientAuthSanUri). A name of a host that the factory has, too, names nobody'

function tellProof(request: Request, client: Client, proof: string): void {
  const { recorder } = contextOf(request)
  if (recorder.isOn) recorder.step({ verb: 'believes', what: `that ${client.id} is asking, by ${proof}` })
}

const TOO_MANY_GUESSES =
  'Too many wrong secrets (client_secret) at this name (client_id) wait for their answers. Ask again in a moment'
const COME_AGAIN = { status: 429, headers: { 'retry-after': '1' } }

async function byAssertion(
  { clients, judgeProof }: AuthenticatorParts,
  request: Request,
  { clientId, assertion }: Assertion,
): Promise<ProvedClient> {
  // Only a hint which client's keys to try: the assertion must then say the same under its signature.
  const id = clientId ?? tokenHints(assertion).sub ?? ''
  const client = clients.get(id)
  const { keys, isReal } = keysOrDecoy(client, clients)
  const trusted = { issuer: id, subject: id, type: CLIENT_ASSERTION, keys }
  const what = `the assertion of ${isRingId(id) ? id : 'a client'}`
  const { spend } = await judgeProof(contextOf(request), assertion, trusted, {
    what,
    clientId: id,
    refuse: refusedProof,
  })
  if (client && isReal()) return { client, spend }
  throw new OAuthError('invalid_client', NOT_PROVED)
}

const refusedProof = (rejection: TokenRejected) =>
  new OAuthError(
    'invalid_client',
    isUnsigned(rejection) ? NOT_PROVED : `The client_assertion is refused. ${explainRejection(rejection)}`,
  )

/** One answer, whether there is such a client or not: nobody who has no key of it finds out (RFC 6749 §5.2). */
const NOT_PROVED =
  'The client that client_id, or the claim sub, names is unknown here, or the client_assertion is not signed, as it is, by a key that is registered for it and that the header kid names'
