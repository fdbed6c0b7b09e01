import { tokenMembers, withoutIssuersClaims, withoutNamesakes } from './members.ts'
import type { TokenPerson, TokenSettings } from './token-settings.ts'

/** What each token says anew. */
const OF_EACH_TOKEN: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'jti'])

/** What the next token of a person says, but for its dates and its id. The login asks for all claims. */
export function nextClaimsOf(
  person: TokenPerson,
  settings: TokenSettings,
  dialect: 'strict' | 'stoke',
): Readonly<Record<string, unknown>> {
  const isStrict = dialect === 'strict'
  const told = isStrict ? { ...person, claims: withoutIssuersClaims(person.claims) } : person
  const subject = isStrict ? subjectFor(settings, person) : settings.subject
  const members = tokenMembers(told, { ...settings, subject }, { now: 0, exp: 0, tokenId: undefined }, {})
  const ours = isStrict ? withoutNamesakes(members) : members
  return Object.fromEntries(ours.filter(([name]) => !OF_EACH_TOKEN.has(name)))
}

/** Whom a token is about is said: where nothing else is set, by the name of the person. */
export function subjectFor(
  { subject, userInfo }: Pick<TokenSettings, 'subject' | 'userInfo'>,
  { username }: Pick<TokenPerson, 'username'>,
): string | undefined {
  return subject ?? (Object.values(userInfo).includes('sub') ? undefined : username)
}
