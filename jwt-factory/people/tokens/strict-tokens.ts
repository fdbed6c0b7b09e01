import { KeysUnavailable } from '#core/keys/key-errors'
import { lifetime } from '#core/token/sign'
import { nextFamilyTokenId, passwordMark, type Families } from './families.ts'
import { signMembers, type IssuedTokens, type LoggedIn, type PeopleKeys, type TokenDialect } from './issued.ts'
import { tokenMembers, withoutIssuersClaims, withoutNamesakes } from './members.ts'
import { subjectFor } from './next-claims.ts'
import { PeopleRefused, type TokenToRevoke } from './refusals.ts'
import { hasRequired } from './scope.ts'
import type { TokenSettings, TokenScope } from './token-settings.ts'

export interface StrictTokensParts {
  settings: TokenSettings
  keys: PeopleKeys
  families: Families
  /** The person as they are now; undefined for one that is no longer there. */
  findPerson(id: number): Promise<LoggedIn | undefined>
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * Tokens as this sandbox gives them out: each has an id of its own and says who it is about, none lives longer than its key, a refresh
 * value is used once, and a renewal reads the directory anew.
 */
export function strictTokens({ settings, keys, families, findPerson, now }: StrictTokensParts): TokenDialect {
  const settingsFor = (person: LoggedIn): TokenSettings => ({
    ...settings,
    subject: subjectFor(settings, person),
    saysIssuedAt: true,
  })

  /** @throws KeysUnavailable: a token that has ended when it is made helps nobody */
  function moment(): { now: number; exp: number } {
    const { iat, exp: planned } = lifetime(now(), settings.tokenDuration / 1000, false)
    const exp = Math.min(planned, Math.floor(keys.endOfActive() / 1000))
    if (exp <= iat) throw new KeysUnavailable('the key of people is at its end, and no other one signs yet')
    return { now: iat, exp }
  }

  async function issue(
    person: LoggedIn,
    scope: TokenScope,
    tokenId: string,
    begin: (token: TokenToRevoke) => Promise<string>,
  ): Promise<IssuedTokens> {
    const { exp, ...dates } = moment()
    const told = { ...person, claims: withoutIssuersClaims(person.claims) }
    const members = tokenMembers(told, settingsFor(person), { ...dates, exp, tokenId }, scope)
    const token = await signMembers(withoutNamesakes(members), keys.active())
    return { token, refresh: await begin({ tokenId, exp }) }
  }

  return {
    login: (person, scope) =>
      issue(person, scope, nextFamilyTokenId(), (token) =>
        families.begin({ person: person.id, mark: passwordMark(person), scope }, token),
      ),
    async renew({ claims }, refresh) {
      const tokenId = claims['jti']
      if (typeof tokenId !== 'string') throw new PeopleRefused('unknown-refresh')
      moment() // before the refresh value is used up
      const spent = await families.spend(refresh, tokenId, settings.renewals)
      const person = await findPerson(spent.person)
      if (!person || passwordMark(person) !== spent.mark) {
        await spent.revoke()
        throw new PeopleRefused('changed-person')
      }
      if (!hasRequired(person, spent.scope)) {
        await spent.revoke()
        throw new PeopleRefused('claims-missing')
      }
      return issue(person, spent.scope, nextFamilyTokenId(spent.family), spent.follow)
    },
  }
}
