import type { JwtRule } from '../../../policy/mesh/jwt-rule.ts'
import type { AskedRequest } from '../../dialect.ts'
import { fieldValues } from '../../field-values.ts'
import { firstCookies } from './cookies.ts'
import { firstParameters } from './query.ts'

/** Where a rule looks for a token; names of headers in lower case. */
export type TokenLocation =
  | { readonly kind: 'header'; readonly name: string; readonly prefix: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string }

/** A token, and where it was. */
export interface LocatedToken {
  readonly token: string
  readonly at: TokenLocation
}

/** One more than are looked at: whoever sends that many is refused, and costs no more than that. */
export const MOST_LOCATED = 9

/** Only where a rule says nothing itself. */
const DEFAULT_LOCATIONS: readonly TokenLocation[] = [
  { kind: 'header', name: 'authorization', prefix: 'Bearer ' },
  { kind: 'parameter', name: 'access_token' },
]

/** Where a rule looks, each place once: headers, then parameters, then cookies, each kind by name, as the mesh keeps them. */
export function locationsOf({ fromHeaders, fromParams, fromCookies }: JwtRule): readonly TokenLocation[] {
  if (fromHeaders.length + fromParams.length + fromCookies.length === 0) return DEFAULT_LOCATIONS
  const headers = new Map(fromHeaders.map(({ name, prefix }) => [name.toLowerCase() + prefix, { name, prefix }]))
  return [
    ...[...headers]
      .sort(([one], [other]) => byCode(one, other))
      .map(([, { name, prefix }]) => ({ kind: 'header', name: name.toLowerCase(), prefix }) as const),
    ...onceEach(fromParams).map((name) => ({ kind: 'parameter', name }) as const),
    ...onceEach(fromCookies).map((name) => ({ kind: 'cookie', name }) as const),
  ]
}

const onceEach = (names: readonly string[]) => [...new Set(names)].sort(byCode)

/** The order of the mesh, which compares octets. */
export const byCode = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Finds the tokens of a request: of each header each field, of each parameter and cookie the first. */
export function tokenFinder(locations: readonly TokenLocation[]): (request: AskedRequest) => readonly LocatedToken[] {
  const namesOf = (kind: TokenLocation['kind']) =>
    new Set(locations.flatMap((location) => (location.kind === kind ? [location.name] : [])))
  const [parameters, cookies] = [namesOf('parameter'), namesOf('cookie')]

  return (request) => {
    const inQuery = parameters.size === 0 ? NONE_FOUND : firstParameters(request.target, parameters)
    const inCookies = cookies.size === 0 ? NONE_FOUND : firstCookies(fieldValues(request, 'cookie'), cookies)
    const found: LocatedToken[] = []
    for (const at of locations) {
      for (const token of tokensAt(at, request, { inQuery, inCookies })) {
        if (found.length === MOST_LOCATED) return found
        found.push({ token, at })
      }
    }
    return found
  }
}

type NamedTexts = ReadonlyMap<string, string>

function tokensAt(
  at: TokenLocation,
  request: AskedRequest,
  { inQuery, inCookies }: { inQuery: NamedTexts; inCookies: NamedTexts },
): readonly string[] {
  if (at.kind !== 'header') {
    const token = (at.kind === 'parameter' ? inQuery : inCookies).get(at.name)
    return token === undefined ? [] : [token]
  }
  return fieldValues(request, at.name).flatMap((value) => behindPrefix(value, at.prefix) ?? [])
}

const NONE_FOUND: NamedTexts = new Map()

/**
 * The token in the value of a field. The prefix may stand anywhere in it; behind it the first sign that a token may have
 * begins one, and where there is none the whole value is taken for the token.
 * @returns undefined where the prefix is missing: then there is no token
 */
function behindPrefix(value: string, prefix: string): string | undefined {
  if (prefix === '') return value
  const at = value.indexOf(prefix)
  if (at === -1) return undefined
  const rest = value.slice(at + prefix.length)
  const begin = rest.search(/[\w.-]/)
  return begin === -1 ? value : rest.slice(begin)
}
