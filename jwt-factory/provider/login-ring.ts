import { furtherRing, ownRingOf } from '#core/rings/ring-id'

/** No issuer at /issuers/:name has this name: its rings are those of the provider. */
export const LOGIN_NAME = 'login'

const LOGIN_RINGS = `@${LOGIN_NAME}`

/** The algorithm that every reader of ID tokens knows (OpenID Connect Core §15.1), whatever ALGORITHM says. */
export const LOGIN_ALGORITHM = 'RS256' as const

/** The ring of the provider, among those of the factory. No caller can name it, and no token of another issuer is signed with it. */
export const LOGIN_RING = furtherRing(LOGIN_RINGS, LOGIN_ALGORITHM)

export const isLoginRing = (ringId: string): boolean => ownRingOf(ringId) === LOGIN_RINGS
