import type { NamedToken } from './named-tokens.ts'

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
