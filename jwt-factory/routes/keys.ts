import type { Request, RequestHandler } from 'express'
import { PRETTY } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { readQuery, yesOrNo } from '#core/http/query'
import { sendJson } from '#core/http/send'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId } from '#core/rings/ring-id'
import type { RingRoom } from '../ring-room.ts'
import { activeKey, readRingId } from './ring-id.ts'
import { sendEncodedKey, sendKey } from './send-key.ts'

export interface KeyRouteParts {
  rings: KeyRings
  log: Log
  /** Which ring a request is about: the one that it names, or that of an issuer. */
  ringOf: (request: Request) => string
  /** Lets a ring have its first key. */
  room: RingRoom
}

/** The public key of a ring, made if it is not there yet. Safe to repeat: it never replaces a key. */
export function readKey({ rings, log, ringOf, room }: KeyRouteParts): RequestHandler {
  return async (request, response) => {
    const ringId = ringOf(request)
    const known = rings.active(ringId)
    const key = known ?? (await room.admit(ringId, () => rings.ensure(ringId)))
    if (!known) log.info({ ringId, kid: key.kid }, 'key-made')
    sendKey(request, response, 200, key, rings.entries(ringId))
  }
}

/**
 * A new key signs from now on (the prepared one, if there is one); the earlier one stays published for the life of its
 * tokens. With `?prepare=1` the new key is published only.
 */
export function createKey({ rings, log, ringOf, room }: KeyRouteParts): RequestHandler {
  return async (request, response) => {
    const ringId = ringOf(request)
    const { prepare: isPrepared = false } = readQuery(request.query, { prepare: yesOrNo, ...PRETTY })
    const key = await room.admit(ringId, () => (isPrepared ? rings.prepare(ringId) : rings.renew(ringId)))
    const { state } = rings.entries(ringId).find(({ kid }) => kid === key.kid) ?? {}
    log.info({ ringId, kid: key.kid }, state === 'prepared' ? 'key-prepared' : 'key-made')
    sendKey(request, response, 201, key, rings.entries(ringId))
  }
}

/** Takes a key out at once: its tokens are no longer valid. If it was the one that signs, another takes over. */
export function revokeKey({ rings, log, ringOf }: KeyRouteParts): RequestHandler {
  return async (request, response) => {
    const ringId = ringOf(request)
    const kid = String(request.params['kid'])
    if (!(await rings.revoke(ringId, kid))) {
      const detail = 'There is no such key. GET the same address without the key id lists all keys.'
      throw new Problem('not-found', detail)
    }
    log.warn({ ringId, kid }, 'key-revoked')
    sendJson(response, 200, { revoked: kid, keys: rings.entries(ringId) })
  }
}

/** Takes a ring away, with its keys: its tokens are no longer valid. */
export function removeRing({ room, log, ringOf }: KeyRouteParts): RequestHandler {
  return async (request, response) => {
    const ringId = ringOf(request)
    if (!(await room.remove(ringId))) throw new Problem('not-found', `There is no key ring "${ringId}".`)
    log.warn({ ringId }, 'ring-removed')
    sendJson(response, 200, { removed: ringId })
  }
}

export function readPublicPem({ rings }: Pick<KeyRouteParts, 'rings'>): RequestHandler {
  return async (request, response) => sendEncodedKey(request, response, await activeKey(rings, readRingId(request)))
}

/** The rings that callers have named; those of issuers have a name of their own. */
export function listRingIds({ rings }: Pick<KeyRouteParts, 'rings'>): RequestHandler {
  return (_request, response) => sendJson(response, 200, rings.ids().filter(isRingId))
}
