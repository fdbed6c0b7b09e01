import type { NamedToken, WayToBring } from './named-tokens.ts'

/**
 * The values of the Authorization headers in which a token comes, in their order: none, one, or two.
 * @param another an expired one (EXPIRED_ONE), for whoever sends two; nobody else looks at it
 */
export function bringToken(
  { brought }: Pick<NamedToken, 'brought'>,
  token: string,
  another: string,
): readonly string[] {
  switch (brought) {
    case 'no-token':
      return []
    case 'bearer-in-lower-case':
      return [`bearer ${token}`]
    case 'expired-one-behind-it':
      return [`Bearer ${token}`, `Bearer ${another}`]
    default:
      return [`Bearer ${token}`]
  }
}

const BEHIND_IT: Readonly<Record<Exclude<WayToBring, 'no-token'>, string>> = {
  'bearer-in-lower-case': ', behind the word bearer in lower case,',
  'expired-one-behind-it': ', and an expired one in a second header,',
}

/** For a trace: 'the token', with the way in which it comes, or that there is none. */
export function sayBrought(what: string, { brought }: Pick<NamedToken, 'brought'>): string {
  if (brought === 'no-token') return 'no token'
  return brought === undefined ? what : `${what}${BEHIND_IT[brought]}`
}
