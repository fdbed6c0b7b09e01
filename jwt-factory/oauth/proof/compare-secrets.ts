import { hash, randomUUID, timingSafeEqual } from 'node:crypto'

/** A client has so many secrets at most: one in use, and another while it is being changed. */
const MOST_SECRETS = 2

/** Stands where a client has no secret, or there is no client; what is equal to it is wrong all the same. */
const NOBODYS = randomUUID()

/**
 * Whether a secret that was sent is one of those of a client. Every reading is compared with as many as there may be, in a
 * time that tells nothing about the texts, nor how many secrets there are, nor whether there is such a client.
 * @param given what was sent, in each way in which it can be read
 * @param right the secrets of the client; none of a client that is not there
 */
export function isOneOf(given: readonly string[], right: readonly string[]): boolean {
  const places = Array.from({ length: MOST_SECRETS }, (_, at) => right[at])
  const found = given.flatMap((text) => places.map((secret) => isSame(text, secret ?? NOBODYS) && secret !== undefined))
  return found.includes(true)
}

/** The hashes have one length. */
function isSame(text: string, secret: string): boolean {
  return timingSafeEqual(hash('sha256', text, 'buffer'), hash('sha256', secret, 'buffer'))
}
