/** The name of a key ring in a URL and in a file name: nothing that a path, a shell or a prototype could mistake. */
const KEY_ID = /^(?!\.)[A-Za-z0-9._-]{1,64}$/

export function isKeyId(text: unknown): text is string {
  return typeof text === 'string' && KEY_ID.test(text) && text !== '__proto__'
}
