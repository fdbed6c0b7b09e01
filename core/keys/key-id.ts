/** The name of a key ring in a URL and in a file name: nothing that a path, a shell or a prototype could mistake. */
const KEY_ID = /^(?!\.)[A-Za-z0-9._-]{1,64}$/

export function isKeyId(text: unknown): text is string {
  return typeof text === 'string' && KEY_ID.test(text) && text !== '__proto__'
}

/** The ring of the main issuer. */
export const MAIN_RING = '@'

/** The rings of issuers: `@` is the main one, `@name` that of /issuers/name. No key id has an `@`, so none collides. */
export function isRingId(text: unknown): text is string {
  return typeof text === 'string' && (text === MAIN_RING || isKeyId(text.replace(/^@/, '')))
}
