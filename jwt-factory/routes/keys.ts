import { Buffer } from 'node:buffer'
import type { Request, RequestHandler } from 'express'
import { sendJson } from '#core/http/app'
import { Problem } from '#core/http/problem'
import { isYes } from '#core/http/input'
import { isRingId } from '#core/rings/ring-id'
import { TooManyKeys } from '#core/keys/key-errors'
import type { Ring } from '#core/rings/rotation'
import type { SigningKey } from '#core/keys/signing-key'
import type { FactoryParts } from '../factory.ts'
import { activeKey, readKeyId } from './key-id.ts'

/** Which ring a request is about: that of a key id, or that of an issuer. */
type RingOf = (request: Request) => string

/** The public key of an id, made if it is not there yet. Safe to repeat: it never replaces a key. */
export function readKey({ rings, log }: FactoryParts, ringOf: RingOf = readKeyId): RequestHandler {
  return async (request, response) => {
    const keyId = ringOf(request)
    const known = rings.active(keyId)
    const key = known ?? (await rings.ensure(keyId).catch(refuse))
    if (!known) log.info({ keyId, kid: key.kid }, 'key-made')
    sendJson(response, 200, publicView(key, rings.entries(keyId)))
  }
}

/**
 * A new key signs from now on (the prepared one, if there is one); the earlier one stays published for the life of its
 * tokens. With `?prepare=1` the new key is published only.
 */
export function createKey({ rings, log }: FactoryParts, ringOf: RingOf = readKeyId): RequestHandler {
  return async (request, response) => {
    const keyId = ringOf(request)
    const isPrepared = isYes(request.query['prepare'])
    const key = await (isPrepared ? rings.prepare(keyId) : rings.renew(keyId)).catch(refuse)
    log.info({ keyId, kid: key.kid }, isPrepared ? 'key-prepared' : 'key-made')
    sendJson(response, 201, publicView(key, rings.entries(keyId)))
  }
}

/** Takes a key out at once: its tokens are good no longer. If it was the one that signs, another takes over. */
export function revokeKey({ rings, log }: FactoryParts, ringOf: RingOf = readKeyId): RequestHandler {
  return async (request, response) => {
    const keyId = ringOf(request)
    const kid = String(request.params['kid'])
    if (!(await rings.revoke(keyId, kid).catch(refuse))) {
      throw new Problem(
        'not-found',
        'There is no such key. GET the same address without the key lists those that there are.',
      )
    }
    log.warn({ keyId, kid }, 'key-revoked')
    sendJson(response, 200, { revoked: kid, keys: rings.entries(keyId) })
  }
}

export function readPublicPem({ rings }: FactoryParts): RequestHandler {
  return (request, response) => {
    response.type('text/plain').send(base64(activeKey(rings, readKeyId(request))))
  }
}

export function listKeyIds({ rings }: FactoryParts): RequestHandler {
  return (_request, response) => sendJson(response, 200, rings.ids().filter(isRingId))
}

/** The key itself, and where every key of its ring stands. */
function publicView(key: SigningKey, keys: Ring) {
  return { publicKey: base64(key), kid: key.kid, alg: key.algorithm, jwk: key.publicJwk, keys }
}

const base64 = ({ publicPem }: SigningKey) => Buffer.from(publicPem).toString('base64')

function refuse(error: unknown): never {
  if (error instanceof TooManyKeys) throw new Problem('too-many-keys', `No key was made: ${error.message}.`)
  throw error
}
