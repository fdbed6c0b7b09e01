import type { OptionOfCommand } from '#core/process/command-line'
import { RELAY_PORTS } from './relay-config.ts'

/** An option that stands for a key of the configuration: `--proxy.auth.hmac-secret-key` for `proxy.auth.hmac_secret_key`. */
export interface GivenFlag {
  /** As it is written, without its dashes. */
  name: string
  path: readonly string[]
  value: string | boolean
}

/** What `--help` says of keys that each port has. */
const OF_EACH_PORT: Readonly<Record<string, OptionOfCommand>> = {
  'bind-addr': { about: 'where it listens', value: 'HOST:PORT' },
  'auth.hmac-secret-key': { about: 'the secret of tokens with HS256, HS384 and HS512', value: 'TEXT' },
  'auth.rsa-public-key': { about: 'the key of tokens with RS256, RS384 and RS512', value: 'PEM' },
  'auth.ecdsa-public-key': { about: 'the key of tokens with ES256, ES384 or ES512, by its curve', value: 'PEM' },
  'auth.audience': { about: 'what aud has to say', value: 'TEXT' },
  'auth.issuer': { about: 'what iss has to say', value: 'TEXT' },
  'auth.disable-disconnect-on-expiry': { about: 'connections outlive their token', value: 'true?' },
  'auth.jwks.endpoint': { about: 'where a key set is published: http, https or file', value: 'URL' },
  'auth.jwks.cache-ttl': { about: 'how long it is good', value: 'DURATION' },
  'auth.jwks.timeout': { about: 'how long an answer may take', value: 'DURATION' },
  'tls.enabled': { about: 'it speaks TLS', value: 'true?' },
  'tls.cert': { about: 'with this certificate', value: 'FILE' },
  'tls.key': { about: 'and this key', value: 'FILE' },
}

const OF_ONE_PORT: Readonly<Record<string, OptionOfCommand>> = {
  dialect: { about: 'strict, or piko with its gaps', value: 'DIALECT' },
  'proxy.timeout': { about: 'until the service behind an endpoint has answered', value: 'DURATION' },
  'proxy.access-log': { about: 'a line in the log for each request', value: 'true?' },
  'proxy.http.read-header-timeout': { about: 'how long the head of a request may take', value: 'DURATION' },
  'proxy.http.idle-timeout': { about: 'how long a connection may be idle', value: 'DURATION' },
  'log.level': { about: 'debug, info, warn, error or silent', value: 'LEVEL' },
  'grace-period': { about: 'what goes on has so long to finish at the end', value: 'DURATION' },
}

/** Every key of the configuration as an option. */
export const RELAY_FLAGS: Readonly<Record<string, OptionOfCommand>> = {
  ...OF_ONE_PORT,
  ...Object.fromEntries(
    RELAY_PORTS.flatMap((port) =>
      Object.entries(OF_EACH_PORT).map(([name, option]) => [`${port}.${name}`, option] as const),
    ),
  ),
}

/** Those that were given. What follows a switch may be `true` or `false`, as Go's flags have it. */
export function givenFlags(options: Readonly<Record<string, string | true>>): GivenFlag[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const option = Object.hasOwn(RELAY_FLAGS, name) ? RELAY_FLAGS[name] : undefined
    if (!option) return []
    const isSwitch = option.value?.endsWith('?') === true
    const given = isSwitch && (value === 'true' || value === 'false') ? value === 'true' : value
    return [{ name, path: name.replaceAll('-', '_').split('.'), value: given }]
  })
}

/** The configuration with what was given by option: that counts before what the file says. */
export function withFlags(value: unknown, flags: readonly GivenFlag[]): unknown {
  if (flags.length === 0) return value ?? {}
  const root = structuredClone(value ?? {})
  if (!isBlock(root)) return root
  for (const { path, value: given } of flags) {
    let block: Record<string, unknown> = root
    for (const step of path.slice(0, -1)) {
      const next = block[step]
      block = isBlock(next) ? next : ((block[step] = {}) as Record<string, unknown>) // just made
    }
    block[path.at(-1) ?? ''] = given
  }
  return root
}

const isBlock = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The option by which a key was given, if it was. */
export const flagAt = (flags: readonly GivenFlag[], path: readonly PropertyKey[]): GivenFlag | undefined =>
  flags.find((flag) => flag.path.length >= path.length && path.every((step, at) => flag.path[at] === step))
