import { isIP } from 'node:net'

/** Where a PostgreSQL is and how to get in. */
export interface PostgresAddress {
  options: { host: string; port: number; user: string; database: string; password: string }
  /** False: in plain. Otherwise the certificate is checked, by this file of an authority where one is named. */
  tls: false | { caFile?: string }
  /** Its URL without user, password and options: fit for a message. */
  shown: string
}

/**
 * Reads `postgres://user:password@host:port/database`, with `?sslmode=verify-full&sslrootcert=FILE` for TLS. Without an
 * sslmode it is TLS to every other machine, and plain on this one.
 * @throws Error whose message does not show the URL, which may hold a password
 */
export function readPostgresAddress(text: string): PostgresAddress {
  const url = URL.parse(text)
  const name = /^\/([^/]+)$/.exec(url?.pathname ?? '')?.[1]
  if (!url || url.hash || url.username === '' || name === undefined) throw new Error(NO_POSTGRES_URL)
  const host = plainPart(url.hostname).replace(/^\[(.*)\]$/, '$1') // [::1]
  return {
    shown: `postgres://${url.host}/${name}`,
    options: {
      host,
      port: Number(url.port || 5432),
      user: plainPart(url.username),
      database: plainPart(name),
      password: plainPart(url.password),
    },
    tls: databaseTls(url.searchParams, host),
  }
}

function databaseTls(query: URLSearchParams, host: string): PostgresAddress['tls'] {
  for (const key of query.keys())
    if (!TLS_KEYS.has(key)) throw new Error(`${NO_POSTGRES_URL}; in its query something is unknown`)
  const mode = query.get('sslmode') ?? (isOwnHost(host) ? 'disable' : 'verify-full')
  const caFile = query.get('sslrootcert')
  if (mode === 'disable' && caFile === null) return false
  if (mode === 'verify-full') return caFile === null ? {} : { caFile }
  throw new Error(UNCHECKED_SSLMODE)
}

const TLS_KEYS = new Set(['sslmode', 'sslrootcert'])

const isOwnHost = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const NO_POSTGRES_URL =
  'the address of the PostgreSQL store (STORE) cannot be read. Write postgres://user:password@host:5432/database, with ' +
  'password and port as needed, special characters percent-encoded, and at the end ?sslmode=disable or ' +
  '?sslmode=verify-full&sslrootcert=FILE as needed'

const UNCHECKED_SSLMODE =
  'the sslmode of the PostgreSQL store (STORE) is not known here. Write sslmode=verify-full, with sslrootcert=FILE where the ' +
  'authority is your own: all others check no certificate, or not its name. Or write sslmode=disable, and nothing is encrypted'

function plainPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Error(NO_POSTGRES_URL)
  }
}
