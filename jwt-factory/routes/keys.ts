import { Buffer } from 'node:buffer'
import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app.ts'
import { Problem } from '#core/http/problem.ts'
import { TooManyKeys } from '#core/keys/key-ring.ts'
import type { SigningKey } from '#core/keys/signing-key.ts'
import type { FactoryParts } from '../factory.ts'
import { activeKey, readKeyId } from './key-id.ts'

/** The public key of an id, made if it is not there yet. Safe to repeat: it never replaces a key. */
export function readKey({ rings, log }: FactoryParts): RequestHandler {
  return async (request, response) => {
    const keyId = readKeyId(request)
    const known = rings.active(keyId)
    const key = known ?? (await rings.ensure(keyId).catch(refuse))
    if (!known) log.info({ keyId, kid: key.kid }, 'key-made')
    sendJson(response, 200, publicView(key))
  }
}

/** A new key signs from now on; the earlier one stays published for the life of its tokens. */
export function createKey({ rings, log }: FactoryParts): RequestHandler {
  return async (request, response) => {
    const keyId = readKeyId(request)
    const key = await rings.renew(keyId).catch(refuse)
    log.info({ keyId, kid: key.kid }, 'key-made')
    sendJson(response, 201, publicView(key))
  }
}

export function readPublicPem({ rings }: FactoryParts): RequestHandler {
  return (request, response) => {
    response.type('text/plain').send(base64(activeKey(rings, readKeyId(request))))
  }
}

export function listKeyIds({ rings }: FactoryParts): RequestHandler {
  return (_request, response) => sendJson(response, 200, rings.ids())
}

function publicView(key: SigningKey) {
  return { publicKey: base64(key), kid: key.kid, alg: key.algorithm, jwk: key.publicJwk }
}

const base64 = ({ publicPem }: SigningKey) => Buffer.from(publicPem).toString('base64')

function refuse(error: unknown): never {
  if (error instanceof TooManyKeys) throw new Problem('too-many-keys', `No key was made: ${error.message}.`)
  throw error
}
