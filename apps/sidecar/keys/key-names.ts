/**
 * Names that may stand in an address of a key registry: they mean the same however a server takes the address apart. `.` and `..` are
 * cleaned away on the way, `/`, `\`, `%`, `?`, `#` and `;` mean something of their own once they are unescaped, and what is empty
 * asks for another address. (In the original a token can ask for any of these: W5.)
 */
const REGISTRY_NAME = /^(?!\.+$)[A-Za-z0-9._~=+:@-]{1,256}$/

/** May an issuer, or a key id, be asked for at a registry? A thumbprint may, padded or not. */
export const isRegistryName = (text: string): boolean => REGISTRY_NAME.test(text)

export const REGISTRY_NAME_RULE = '1 to 256 of A-Z a-z 0-9 . _ ~ = + : @ - and not dots alone'

/** Where a key is, below the address of the registry (jwtproxy's key registry protocol). The key id stays as it was published. */
export const keyAddress = (service: string, kid: string): string => `${keysAddress(service)}/${encodeURIComponent(kid)}`

/** Where the list of all keys of a service is. */
export const keysAddress = (service: string): string => `/services/${encodeURIComponent(service)}/keys`
