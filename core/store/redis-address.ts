/** Where a Redis is and how to get in. */
export interface RedisAddress {
  options: { host: string; port: number; db: number; username?: string; password?: string; tls?: object }
  /** Its URL without user and password: fit for a message. */
  shown: string
}

/**
 * Reads `redis://user:password@host:port/database`, with `rediss:` for TLS.
 * @throws Error whose message does not show the URL, which may hold a password
 */
export function readRedisAddress(text: string): RedisAddress {
  const url = URL.parse(text)
  const database = /^\/?(\d{0,4})$/.exec(url?.pathname ?? '')
  if (!url || !database || url.search || url.hash) throw new Error(UNREADABLE)
  return {
    shown: `${url.protocol}//${url.host || 'localhost'}`,
    options: {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost', // [::1]
      port: Number(url.port || 6379),
      db: Number(database[1]),
      ...(url.username && { username: decode(url.username) }),
      ...(url.password && { password: decode(url.password) }),
      ...(url.protocol === 'rediss:' && { tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' } }),
    },
  }
}

const UNREADABLE =
  'the address of the Redis store (STORE) cannot be read. Write redis://user:password@host:6379/0, with user, password, port ' +
  'and database as needed, special characters percent-encoded, rediss: for TLS, and nothing after the database'

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Error(UNREADABLE)
  }
}
