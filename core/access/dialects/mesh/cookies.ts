/**
 * The first value of each of these cookies (RFC 6265 §4.2.1). Names are compared letter by letter; quotes around a value
 * do not belong to it.
 * @param fields the values of all Cookie headers, in their order
 */
export function firstCookies(fields: readonly string[], names: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const pair of fields.flatMap((field) => field.split(';'))) {
    const equals = pair.indexOf('=')
    if (equals === -1) continue
    const name = pair.slice(0, equals).replace(/^ +/, '')
    if (names.has(name) && !found.has(name)) found.set(name, unquoted(pair.slice(equals + 1)))
  }
  return found
}

const unquoted = (value: string): string =>
  value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
