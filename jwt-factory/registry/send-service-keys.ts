import { hash } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { Clock } from '#core/clock'
import { jsonText } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { endWithText, sendJson } from '#core/http/send'
import { namedKey, noSuchKey } from './decide-on-key.ts'
import { readKid, readService } from './read-address.ts'
import type { Registry } from './registry.ts'
import { readableUntil, stateOfKey, type ServiceKey } from './service-keys.ts'

export interface ServiceKeyParts {
  registry: Registry
  clock: Clock
}

/** All keys of a service that verifiers may use. Always 200, as the protocol wants it: who is there, it does not tell. */
export function listServiceKeys({ registry }: Pick<ServiceKeyParts, 'registry'>): RequestHandler {
  return async (request, response) => {
    const service = await registry.read(readService(request))
    sendJson(response, 200, { keys: documentsOf(registry.readable(service)) })
  }
}

/** The same as a key set (RFC 7517 §5), which verifiers may keep for a while: any verifier of the field reads it. */
export function publishServiceKeySet({ registry, clock }: ServiceKeyParts): RequestHandler {
  return async (request, response) => {
    const name = readService(request)
    const keys = registry.readable(await registry.read(name))
    if (keys.length > 0) registry.noteUse(name)
    const maxAge = keys.length === 0 ? 0 : Math.min(...keys.map((key) => maxAgeOf(key, registry, clock)))
    response.setHeader('cache-control', maxAge === 0 ? 'no-store' : `public, max-age=${maxAge}`)
    sendTagged(request, response, { keys: documentsOf(keys) })
  }
}

/**
 * One key. Only one that is approved may be kept, and never for longer than half of its grace: whoever keeps it learns of a rotation
 * before the old key is gone. The other answers are kept by nobody: the verifier of jwtproxy keeps a refusal, too.
 */
export function readServiceKey({ registry, clock }: ServiceKeyParts): RequestHandler {
  return async (request, response) => {
    const name = readService(request)
    const service = await registry.read(name)
    const key = namedKey(service, readKid(request))
    const state = stateOfKey(key, clock.now())
    if (key.is === 'awaited') throw noSuchKey()
    if (state === 'pending' || state === 'approved' || state === 'retired') registry.noteUse(name)
    if (state === 'pending') throw new Problem('key-pending', KEY_WAITS)
    if (state === 'expired') throw new Problem('key-expired', KEY_EXPIRED)
    if (!registry.readable(service).includes(key)) throw new Problem('not-found', KEY_GONE)
    response.setHeader('cache-control', `public, max-age=${maxAgeOf(key, registry, clock)}`)
    sendTagged(request, response, key.document)
  }
}

const KEY_WAITS =
  'This key waits until a person approves it: in the console, or by npm run control -- registry approve.'
const KEY_EXPIRED = 'This key has expired: its service publishes another, which a person has to approve.'
const KEY_GONE = 'This key is gone: it was revoked, or replaced by another whose grace is over.'

const documentsOf = (keys: readonly ServiceKey[]) => keys.map(({ document }) => document)

/** The longest time that a verifier may keep a key, in seconds: a revoked one is believed for no longer. */
const LONGEST_AGE = 60

function maxAgeOf(key: ServiceKey, { graceSeconds }: Registry, clock: Clock): number {
  const left = (readableUntil(key) - clock.now()) / 1000
  return Math.max(0, Math.floor(Math.min(LONGEST_AGE, left, graceSeconds / 2)))
}

/** Whoever has it already gets 304 and no body. */
function sendTagged(request: Request, response: Response, body: unknown): void {
  const text = jsonText(request, body)
  response.setHeader('etag', `"${hash('sha256', text, 'base64url')}"`)
  if (request.fresh) return void response.status(304).end()
  response.setHeader('content-type', 'application/json')
  endWithText(response, text)
}
