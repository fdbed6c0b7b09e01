import { filteredClaims } from './scope.ts'
import type { TokenSettings, TokenPerson, TokenScope, UserInfoPart } from './token-settings.ts'

/** A claim by its name. In the dialect stoke two may have one name (ST-7), so they are a list. */
export type TokenMember = readonly [name: string, value: unknown]

/** What is different about each token. Dates are in whole seconds since 1970. */
export interface TokenMoment {
  readonly now: number
  readonly exp: number
  readonly tokenId: string | undefined
}

/**
 * The claims of a token (ST-4, ST-5): the registered ones, then those of the directory, then who it is, which takes the place of a claim
 * with the same name. All that the directory knows is texts (ST-1).
 */
export function tokenMembers(
  person: TokenPerson,
  settings: TokenSettings,
  { now, exp, tokenId }: TokenMoment,
  scope: TokenScope,
): TokenMember[] {
  const { issuer, subject, audience, saysIssuedAt, saysNotBefore } = settings
  const registered: TokenMember[] = [
    ['iss', issuer],
    ['sub', subject],
    ['aud', audience.length > 0 ? audience : undefined],
    ['exp', exp],
    ['nbf', saysNotBefore ? now : undefined],
    ['iat', saysIssuedAt ? now : undefined],
    ['jti', tokenId],
  ]
  const told = new Map([...filteredClaims(person, scope), ...userInfo(person, settings)])
  return [...registered.filter(([, value]) => value !== undefined), ...told]
}

function userInfo(person: TokenPerson, { userInfo: names }: TokenSettings): [string, string][] {
  const { username, email, firstName, lastName } = person
  const parts: Record<UserInfoPart, string> = {
    full_name: `${firstName} ${lastName}`,
    username,
    email,
    first_name: firstName,
    last_name: lastName,
  }
  return (Object.keys(parts) as UserInfoPart[]).flatMap((part) => (names[part] ? [[names[part], parts[part]]] : [])) // Object.keys forgets them
}

/** The JSON of a payload. A name that is there twice stays so: of two equal names most readers take the last. */
export const payloadOfMembers = (members: readonly TokenMember[]): string =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`

/** Of members with one name the first counts. */
export const withoutNamesakes = (members: readonly TokenMember[]): TokenMember[] =>
  [...new Map(members.toReversed())].toReversed()

/** What the issuer alone says (RFC 7519 §4.1, RFC 8693 §4, RFC 7800 §3.1): no directory does, whatever stands in it. */
const OF_THE_ISSUER = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'kid', 'cnf', 'act', 'may_act', 'scope', 'client_id']) // prettier-ignore

/** The claims of a person that mean nothing to verifiers by themselves. */
export const withoutIssuersClaims = (claims: TokenPerson['claims']): TokenPerson['claims'] =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_THE_ISSUER.has(name)))
