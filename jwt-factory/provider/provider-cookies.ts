import { Buffer } from 'node:buffer'
import { hkdfSync } from 'node:crypto'

/**
 * Browsers give cookies of a host to all of its ports, so these have the port in their names, are for the path of the provider alone, and
 * over TLS no plain connection sets them (RFC 6265bis §4.1.3.1).
 */
export function cookieNaming(issuer: string) {
  const { protocol, pathname: path, port } = new URL(issuer)
  const secure = protocol === 'https:'
  const own = `${secure ? '__Secure-' : ''}${port === '' ? 'login' : `login-${port}`}`
  return { path, secure, name: (what: '' | '-form' | '-resume' | '-begun' | '-guest') => own + what }
}

/** No key of a signature is used for anything else: these follow from them, one way. */
export const cookieSecrets = (keys: readonly Record<string, unknown>[]): string[] =>
  keys.map(({ d }) => Buffer.from(hkdfSync('sha256', String(d), '', 'jwt-sandbox login cookies', 32)).toString('base64url')) // prettier-ignore

/**
 * How the library sets cookies. What signs them follows from the keys of the ring: all factories have it, it is kept as they are, and
 * a session ends with the key under which it was begun.
 */
export function providerCookies(issuer: string, keys: readonly Record<string, unknown>[]) {
  const { name, path } = cookieNaming(issuer)
  const common = { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true } as const
  return {
    keys: cookieSecrets(keys),
    names: { session: name(''), interaction: name('-form'), resume: name('-resume') },
    long: { ...common, path },
    short: common,
  }
}
