import { Problem } from '#core/http/problem'
import { stateOfKey, type Service, type ServiceKey } from './service-keys.ts'

/** Only a person approves keys beside each other, here or yet to come: as many as a service may have replicas. */
const MOST_APPROVED = 20

/** One that does not come in this time is no longer awaited. Milliseconds. */
const AWAITED_FOR = 86_400_000

/** The thumbprint that a key id is, without padding: 256 bits as base64url. */
const THUMBPRINT = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/** @throws Problem too-many-keys when a person can approve no further one */
export function checkApproved({ keys }: Service, now: number): void {
  if (keys.filter((key) => APPROVED.has(stateOfKey(key, now))).length < MOST_APPROVED) return
  throw new Problem(
    'too-many-keys',
    `The service has ${MOST_APPROVED} keys that are approved or awaited: revoke one of them.`,
  )
}

const APPROVED: ReadonlySet<string> = new Set(['approved', 'awaited'])

/** A key id, padded or not, as the one that two keys cannot share; undefined where it is no thumbprint. */
const thumbprintIn = (kid: string) => (THUMBPRINT.test(kid.replace(/=$/, '')) ? kid.replace(/=$/, '') : undefined)

/** The key of that id, whichever way it is padded. */
export const keyOfId = ({ keys }: Service, kid: string): ServiceKey | undefined =>
  keys.find((key) => key.kid === kid) ?? keys.find(({ thumbprint }) => thumbprint === thumbprintIn(kid))

/**
 * A person approves a key that is not here: it is let in when it comes. So nobody can keep an owner out by filling the places of those
 * that wait: the id is the thumbprint of the key, and no other key has it.
 * @returns undefined for an id that is no thumbprint, which no key can have
 * @throws Problem too-many-keys
 */
export function awaitKey(service: Service, kid: string, now: number): Service | undefined {
  const thumbprint = thumbprintIn(kid)
  if (thumbprint === undefined) return undefined
  checkApproved(service, now)
  const made: ServiceKey = { kid, thumbprint, is: 'awaited', since: now, publishedAt: now, endsAt: now + AWAITED_FOR }
  // A person has spoken for the name: whoever else comes first is not approved unseen.
  return { ...service, keys: [made, ...service.keys], wasApproved: true, isKept: true, changedAt: now }
}
