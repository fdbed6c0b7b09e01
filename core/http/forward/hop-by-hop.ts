/** Fields that are about one connection and go no further (RFC 9110 §7.6.1, §11.7); each message is framed anew. */
const OF_A_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
])

/**
 * Says which fields of a message stay here: those above, and those that its Connection names.
 * @param connection its Connection field, of several all of them
 */
export function staysHere(connection: string | undefined): (name: string) => boolean {
  if (connection === undefined || NAMES_NO_FIELD.test(connection)) return ofAConnection
  const named = new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
  return (name) => OF_A_CONNECTION.has(name) || named.has(name)
}

const ofAConnection = (name: string) => OF_A_CONNECTION.has(name)

/** Names no field. */
const NAMES_NO_FIELD = /^(?:keep-alive|close|upgrade)$/i

/** They stay here, and say how this message is framed and sent, whoever gets it next: a decision may go by them. */
const SAID_AT_EACH_HOP: ReadonlySet<string> = new Set(['connection', 'te', 'transfer-encoding', 'upgrade'])

/**
 * The fields of a request that go on, with what each hop says anew: whoever decides by them decides about what is received, and not about
 * a field that `Connection` takes away on the way (RFC 9110 §7.6.1).
 * @param rawHeaders name, value, name, value …
 */
export function fieldsThatGoOn(rawHeaders: readonly string[], connection: string | undefined): readonly string[] {
  const stays = staysHere(connection)
  const goesOn = (name = '') => SAID_AT_EACH_HOP.has(name) || SAID_ANEW.has(name) || !stays(name)
  if (rawHeaders.every((name, at) => at % 2 === 1 || goesOn(name.toLowerCase()))) return rawHeaders
  return rawHeaders.filter((_text, at) => goesOn(rawHeaders[at - (at % 2)]?.toLowerCase()))
}

/** Whatever Connection names, they are written again where the request goes on. */
const SAID_ANEW: ReadonlySet<string> = new Set(['host', 'content-length', 'expect'])

/** Trailers that would change how a message is read, sent on or believed (RFC 9110 §6.5.1): they are dropped. */
const NO_TRAILER: ReadonlySet<string> = new Set([
  ...OF_A_CONNECTION,
  'authorization',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'max-forwards',
  'set-cookie',
  'trailer',
  'via',
])

/** The trailers that go on, as pairs; undefined when there are none. */
export function trailersToPassOn(
  raw: readonly string[],
  takesAway: ((name: string) => boolean) | undefined,
): [name: string, value: string][] | undefined {
  if (raw.length === 0) return undefined
  const kept: [string, string][] = []
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? ''
    const lower = name.toLowerCase()
    if (!NO_TRAILER.has(lower) && !takesAway?.(lower)) kept.push([name, raw[index + 1] ?? ''])
  }
  return kept.length > 0 ? kept : undefined
}
