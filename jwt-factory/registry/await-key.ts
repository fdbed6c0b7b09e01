import { Problem } from '#core/http/problem'
import { stateOfKey, type Service, type ServiceKey } from './service-keys.ts'

/** So many keys of a service can be awaited. */
const MOST_AWAITED = 20

/** One that does not come in this time is no longer awaited. Milliseconds. */
const AWAITED_FOR = 86_400_000

/** The thumbprint that a key id is, without padding: 256 bits as base64url. */
const THUMBPRINT = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

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
  if (service.keys.filter((each) => stateOfKey(each, now) === 'awaited').length >= MOST_AWAITED)
    throw new Problem('too-many-keys', `${MOST_AWAITED} keys of this service are awaited already: revoke one of them.`)
  const made: ServiceKey = { kid, thumbprint, is: 'awaited', since: now, publishedAt: now, endsAt: now + AWAITED_FOR }
  // A person has spoken for the name: whoever else comes first is not approved unseen.
  return { ...service, keys: [made, ...service.keys], wasApproved: true, isKept: true, changedAt: now }
}
