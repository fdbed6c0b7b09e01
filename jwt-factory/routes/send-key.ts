import { Buffer } from 'node:buffer'
import type { Request, Response } from 'express'
import { sendJson, sendText } from '#core/http/send'
import type { SigningKey } from '#core/keys/signing-key'
import type { Ring } from '#core/rings/rotation'

/** The type by which tools ask for a PEM; none is registered for a public key. */
const PEM = 'application/x-pem-file'

/** Answers a public key: as JSON with where every key of its ring stands, or as PEM for whoever would rather have that. */
export function sendKey(request: Request, response: Response, status: number, key: SigningKey, keys: Ring): void {
  if (wantsPem(request, response, 'application/json'))
    return sendText(response.status(status), PEM, `${key.publicPem.trimEnd()}\n`)
  const { kid, algorithm: alg, publicJwk: jwk } = key
  sendJson(response, status, { publicKey: base64(key), kid, alg, jwk, keys })
}

/** Answers a public key as base64 of its PEM, as the sample did, or as PEM for whoever would rather have that. */
export function sendEncodedKey(request: Request, response: Response, key: SigningKey): void {
  if (wantsPem(request, response, 'text/plain')) return sendText(response, PEM, `${key.publicPem.trimEnd()}\n`)
  response.type('text/plain').send(base64(key))
}

/**
 * By the weights of `Accept` (RFC 9110 §12.5.1). Of two that are as welcome, the usual one; and also where neither is
 * welcome, for a 406 would help nobody (§12.5.1 leaves the choice), and after POST the key is made already.
 */
function wantsPem(request: Request, response: Response, usual: string): boolean {
  response.vary('Accept')
  return request.accepts([usual, PEM]) === PEM
}

const base64 = ({ publicPem }: SigningKey) => Buffer.from(publicPem).toString('base64')
