import type { SigningKey } from '#core/keys/signing-key'
import { signText } from '#core/token/sign'
import { payloadOfMembers, type TokenMember } from './members.ts'
import { PeopleRefused } from './refusals.ts'
import type { TokenPerson, TokenScope } from './token-settings.ts'

/** What a person gets. */
export interface IssuedTokens {
  readonly token: string
  readonly refresh: string
}

/** A token that was believed a moment ago: as it came, and its claims in their order. */
export interface PresentedToken {
  readonly text: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** How a dialect gives out tokens, and renews them. */
export interface TokenDialect {
  /** For somebody whose password was right. */
  login(person: LoggedIn, scope: TokenScope): Promise<IssuedTokens>
  /** @throws PeopleRefused; KeysUnavailable when no key signs for long enough */
  renew(token: PresentedToken, refresh: string): Promise<IssuedTokens>
}

/** A user of the directory. */
export interface LoggedIn extends TokenPerson {
  readonly passwordHash: string
  readonly salt: string
}

/** The ring of people, as much as signing asks of it. */
export interface PeopleKeys {
  /** The one that signs now. */
  active(): SigningKey
  /** All that are published. */
  published(): readonly SigningKey[]
  /** When the one that signs leaves the set: milliseconds since 1970. */
  endOfActive(): number
}

/** Most servers take 8 kB of one header; what is longer reaches nobody. Characters. */
export const LONGEST_PERSON_TOKEN = 8000

/** @throws PeopleRefused claims-too-long */
export async function signMembers(members: readonly TokenMember[], key: SigningKey): Promise<string> {
  const token = await signText(payloadOfMembers(members), { typ: 'JWT' }, key)
  if (token.length > LONGEST_PERSON_TOKEN) throw new PeopleRefused('claims-too-long')
  return token
}
