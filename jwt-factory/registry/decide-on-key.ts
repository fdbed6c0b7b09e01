import { Problem } from '#core/http/problem'
import { awaitKey, checkApproved, keyOfId } from './await-key.ts'
import { retire, type PublishRules } from './publish-key.ts'
import { spendOnce, type ProvedRequest } from './spend-request.ts'
import { stateOfKey, type Service, type ServiceKey } from './service-keys.ts'

/**
 * A person approves a key that waits. The key that signed for it is retired then. One that is approved already is confirmed: the
 * place of its service is not given to another any more. One that is not here is awaited.
 * @returns undefined when nothing changes
 * @throws Problem not-found, conflict, too-many-keys
 */
export function approveKey(
  service: Service,
  kid: string,
  rules: Pick<PublishRules, 'now' | 'graceSeconds'>,
): Service | undefined {
  const { now } = rules
  const key = keyOfId(service, kid)
  if (!key || key.is === 'awaited') return awaitAnew(service, key, kid, now)
  const state = stateOfKey(key, now)
  if (state === 'approved')
    return service.isKept ? undefined : { ...service, isKept: true, changedAt: now, keys: confirmed(service.keys, key) }
  if (state !== 'pending')
    throw new Problem('conflict', `This key is ${state}: only one that waits can be approved. Publish another key.`)
  checkApproved(service, now)
  const { replaces, ...rest } = key
  const made: ServiceKey = { ...rest, is: 'approved', since: now, approvedBy: 'person' }
  const replaced = service.keys.map((each) => (each === key ? made : each))
  return {
    ...service,
    keys: retire(replaced, isApproved(service, replaces, now) ? replaces : undefined, rules),
    wasApproved: true,
    isKept: true,
    changedAt: now,
  }
}

/** @throws Problem not-found for an id that no key can have */
function awaitAnew(service: Service, before: ServiceKey | undefined, kid: string, now: number): Service {
  const awaiting = awaitKey({ ...service, keys: service.keys.filter((key) => key !== before) }, kid, now)
  if (!awaiting) throw noSuchKey()
  return awaiting
}

const confirmed = (keys: readonly ServiceKey[], key: ServiceKey) =>
  keys.map((each): ServiceKey => (each === key ? { ...each, approvedBy: 'person' } : each))

const isApproved = ({ keys }: Service, kid: string | undefined, now: number) =>
  keys.some((key) => key.kid === kid && stateOfKey(key, now) === 'approved')

/**
 * A person takes a key out at once.
 * @returns undefined when it was revoked before
 * @throws Problem not-found
 */
export function revokeServiceKey(service: Service, kid: string, now: number): Service | undefined {
  const key = namedKey(service, kid)
  return key.is === 'revoked' ? undefined : withRevoked(service, key, now)
}

/**
 * A service takes its own key out at once, however much it has changed before: the key stays revoked, whoever brings the request again.
 * @throws Problem not-found for one that is gone already; invalid-input for a request that was made before
 */
export function deleteKey(service: Service, order: ProvedRequest, now: number): Service {
  const key = namedKey(service, order.signedBy)
  const spent = spendOnce(service, order, { by: 'waiting', now })
  if (key.is === 'revoked') throw noSuchKey()
  return { ...withRevoked(service, key, now), spent }
}

const withRevoked = (service: Service, key: ServiceKey, now: number): Service => ({
  ...service,
  changedAt: now,
  keys: service.keys.map((each): ServiceKey => (each === key ? { ...each, is: 'revoked', since: now } : each)),
})

/** @throws Problem not-found */
export function namedKey({ keys }: Service, kid: string): ServiceKey {
  const key = keys.find((each) => each.kid === kid)
  if (!key) throw noSuchKey()
  return key
}

export const noSuchKey = () =>
  new Problem(
    'not-found',
    'The service has no such key here. GET /registry/services/:service/keys lists those that are published.',
  )
