import type { Request, RequestHandler } from 'express'
import { contextOf } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { sendJson } from '#core/http/send'
import { KeyRefused } from '#core/keys/key-errors'
import { loadVerificationKey } from '#core/keys/verification-key'
import type { Log } from '#core/log'
import { readPublishedKey, type CheckedKey } from '#core/registry/published-key'
import type { VerificationKey } from '#core/token/trust'
import { namedKey } from './decide-on-key.ts'
import { provePublisher, type PublisherParts } from './prove-publisher.ts'
import { readKeyLife, readKid, readService } from './read-address.ts'
import type { Registry } from './registry.ts'
import { stateOfKey, type Service } from './service-keys.ts'

export interface ServiceKeyChangeParts extends Omit<PublisherParts, 'log'> {
  registry: Registry
  log: Log
}

/**
 * Publishes a key: 200 where it is approved, 202 where it waits for a person. What is wrong with the key is said first, then what is
 * wrong with the JWT, then why the key does not come in.
 */
export function publishServiceKey(parts: ServiceKeyChangeParts): RequestHandler {
  const { registry, clock, log } = parts
  return async (request, response) => {
    const name = readService(request)
    const life = readKeyLife(request, clock.now())
    const key = await keyInBody(request)
    const service = await registry.read(name)
    const proved = await provePublisher(
      request,
      {
        service: name,
        what: `a key that "${name}" publishes`,
        keyOf: (kid) => (kid === key.kid ? key.verification : ownKey(service, kid)),
      },
      parts,
    )
    const { service: after, hasChanged } = await registry.publish(name, { ...proved, ...life, key })
    const state = stateOfKey(namedKey(after, key.kid), clock.now())
    if (hasChanged) log.info({ service: name, kid: key.kid, state, signedBy: proved.signedBy }, 'service-key-published')
    tellState(request, name, state)
    sendJson(response, state === 'pending' ? 202 : 200, { kid: key.kid, state })
  }
}

/** A service takes its own key out, at once. */
export function deleteServiceKey(parts: ServiceKeyChangeParts): RequestHandler {
  const { registry, log } = parts
  return async (request, response) => {
    const name = readService(request)
    const wanted = readKid(request)
    const service = await registry.read(name)
    const proved = await provePublisher(
      request,
      {
        service: name,
        what: `that "${name}" deletes a key`,
        keyOf: (kid) => (kid === wanted ? (ownKey(service, kid) ?? alreadyGone()) : undefined),
      },
      parts,
    )
    await registry.remove(name, proved)
    log.warn({ service: name, kid: wanted }, 'service-key-deleted')
    tellState(request, name, 'deleted')
    response.setHeader('cache-control', 'no-store')
    response.status(204).end()
  }
}

/** Whoever has lost the answer to a deletion asks again, and is told that it was done. @throws Problem not-found */
function alreadyGone(): never {
  throw new Problem('not-found', 'The service has no such key here: it was deleted before, or never published.')
}

/** Of a service, whatever has become of the key: whether it may sign for another is decided with the change. */
function ownKey({ keys }: Service, kid: string): Promise<VerificationKey> | undefined {
  const key = keys.find((each) => each.kid === kid)
  return key?.document && key.is !== 'revoked' ? loadVerificationKey(key.document) : undefined
}

/** @throws Problem invalid-input for a key that nobody should use, and for one of another id than the address names */
async function keyInBody(request: Request): Promise<CheckedKey> {
  const wanted = readKid(request)
  try {
    const key = await readPublishedKey(request.body)
    if (key.kid === wanted) return key
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error
    throw new Problem('invalid-input', `The key in the body cannot be published: ${error.message}.`, { cause: error })
  }
  throw new Problem('invalid-input', 'The key id in the address is not that of the key in the body (kid).')
}

/** For whoever follows the request. */
function tellState(request: Request, name: string, state: string): void {
  const { recorder } = contextOf(request)
  if (recorder.isOn) recorder.step({ verb: 'answers', what: `that the key of "${name}" is ${state}` })
}
