import { isAlgorithm, type Algorithm } from '../token/algorithms.ts'

/**
 * A name that is safe wherever it goes: nothing that a path, a shell or a prototype could mistake. Rings, issuers and
 * clients are named like this.
 */
const RING_ID = /^(?!\.)[A-Za-z0-9._-]{1,64}$/

/** The name of a ring as a caller may choose it, in a URL. */
export function isRingId(text: unknown): text is string {
  return typeof text === 'string' && RING_ID.test(text) && text !== '__proto__'
}

/** The ring of the main issuer. */
export const MAIN_RING = '@'

/** The ring of an issuer for another algorithm than that of its own ring: `@@RS256` beside `@`, `@demo@RS256` beside `@demo`. */
export const furtherRing = (issuerRing: string, algorithm: Algorithm): string => `${issuerRing}@${algorithm}`

const FURTHER_RING = /^(?<issuerRing>@[A-Za-z0-9._-]{0,64})@(?<algorithm>[A-Za-z0-9]{1,10})$/

/** Of which issuer's ring this is a further one, and of which algorithm all its keys are; undefined for every other ring. */
export function furtherRingOf(ringId: string): { issuerRing: string; algorithm: Algorithm } | undefined {
  const { issuerRing = '', algorithm } = FURTHER_RING.exec(ringId)?.groups ?? {}
  return isAlgorithm(algorithm) && isOwnRing(issuerRing) ? { issuerRing, algorithm } : undefined
}

/** The ring of an issuer itself to which a further one belongs; any other ring stands for itself. */
export const ownRingOf = (ringId: string): string => furtherRingOf(ringId)?.issuerRing ?? ringId

/**
 * Any ring that is kept: `@` is that of the main issuer, `@name` that of /issuers/name, and each may have further ones. No
 * caller's ring has an `@`.
 */
export function isStoredRingId(text: unknown): text is string {
  return typeof text === 'string' && isOwnRing(ownRingOf(text))
}

const isOwnRing = (text: string) => text === MAIN_RING || isRingId(text.replace(/^@/, ''))
