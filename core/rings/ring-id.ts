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

/** Any ring that is kept: `@` is that of the main issuer, `@name` that of /issuers/name. No caller's ring has an `@`. */
export function isStoredRingId(text: unknown): text is string {
  return typeof text === 'string' && (text === MAIN_RING || isRingId(text.replace(/^@/, '')))
}
