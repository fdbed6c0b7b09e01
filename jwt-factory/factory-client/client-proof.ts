import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { Clock } from '#core/clock'
import type { Claims } from '#core/token/claims'
import { lifetime, signToken, type Signer } from '#core/token/sign'
import { CLIENT_ASSERTION_TYPE } from '../oauth-uris.ts'

/** How a client proves who it is: with the secret that it shares with the factory, or with its own key. */
export type ClientProof =
  | { clientId: string; secret: string }
  /** Makes a new assertion for this issuer; each is good once. */
  | { clientId: string; assertion: (issuer: string) => Promise<string> }

/** How long an assertion lives, in seconds: it is used at once. */
const ASSERTION_LIFE = 60

/** Makes assertions for private_key_jwt (RFC 7523 §3; draft 7523bis: the issuer is the only audience). */
export function assertionSigner(
  clientId: string,
  key: () => Signer,
  clock: Clock,
  sign: (claims: Claims, signer: Signer, type: string) => Promise<string> = signToken,
): (issuer: string) => Promise<string> {
  return (issuer) => {
    const times = lifetime(clock.now(), ASSERTION_LIFE, false)
    const claims = { iss: clientId, sub: clientId, aud: issuer, ...times, jti: randomUUID() }
    return sign(claims, key(), 'client-authentication+jwt')
  }
}

/** What the proof adds to a request: a header for a secret (RFC 6749 §2.3.1), parameters for an assertion (RFC 7523 §2.2). */
export async function proofOf(
  proof: ClientProof,
  issuer: string,
): Promise<{ headers?: Record<string, string>; form?: Record<string, string> }> {
  if ('secret' in proof) {
    const pair = `${formEncode(proof.clientId)}:${formEncode(proof.secret)}`
    return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
  }
  return {
    form: {
      client_id: proof.clientId,
      client_assertion_type: CLIENT_ASSERTION_TYPE,
      client_assertion: await proof.assertion(issuer),
    },
  }
}

/** As a form field is encoded: id and secret may hold a colon. */
const formEncode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
