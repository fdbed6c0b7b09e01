/**
 * The name of a service at a key registry: 1 to 64 of `A-Z a-z 0-9 . _ -`, and no dot at its beginning. Such a name is the same
 * before and after every way of escaping it. Clients escape parts of a path like parts of a form, where a space becomes `+`, and
 * they clean `..` and empty parts away: other names would lead to other addresses.
 */
const SERVICE_NAME = /^(?!\.)[A-Za-z0-9._-]{1,64}$/

/** May a service have that name at a registry? */
export function isServiceName(text: unknown): text is string {
  return typeof text === 'string' && SERVICE_NAME.test(text) && text !== '__proto__'
}

/** What is said where it may not. */
export const SERVICE_NAME_RULE =
  'A service has a name of 1 to 64 of A-Z a-z 0-9 . _ - that does not begin with a dot; "__proto__" is not one either'

/** Where the keys of a service are, below the address of a registry; with a key id, where that key is. */
export function registryPath(service: string, kid?: string): string {
  const keys = `/services/${encodeURIComponent(service)}/keys`
  return kid === undefined ? keys : `${keys}/${encodeURIComponent(kid)}`
}
