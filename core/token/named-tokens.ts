import { applyChange, type TokenChange, type TokenParts } from './token-change.ts'

/** How a request brings its token. Absent: in one Authorization header, as `Bearer`. */
export type WayToBring = 'no-token' | 'bearer-in-lower-case' | 'expired-one-behind-it'

/** One row of the table of judges: a token with one thing about it, and a name for that. */
export interface NamedToken {
  /** What there is to say of it, behind "a token that …". */
  readonly title: string
  /**
   * How it differs from the good one of its place, whose audience may be a text.
   * @param now seconds since 1970
   */
  change(good: TokenParts, now: number): TokenChange
  readonly brought?: WayToBring
}

/** What a foreign audience, issuer and key are called: nobody has these names. */
const NAMES_OF_NOBODY = {
  aud: 'somebody-else',
  iss: 'https://somebody-else.example',
  kid: 'nobody-knows-this-key',
} as const

const A_MINUTE_LONG = 60

/** Of every good one the audience is a list, for Stoke reads nothing else; and it says from when on, for Kong can ask for that. */
const asAllTakeIt = ({ aud, iat, nbf = iat }: TokenParts['claims']) => ({
  ...(aud !== undefined && { aud: [aud].flat() as unknown[] }),
  ...(nbf !== undefined && { nbf }),
})

/** The good one. @param more what is different */
const changedGood =
  (more: TokenParts['claims'] = {}, further: Omit<TokenChange, 'claims'> = {}): NamedToken['change'] =>
  ({ claims }) => ({ claims: { ...asAllTakeIt(claims), ...more }, ...further })

/** It lived as long as the good one, so it was made before it ended. @param ago seconds */
const endedAgo =
  (ago: number, further: Omit<TokenChange, 'claims'> = {}): NamedToken['change'] =>
  ({ claims }, now) => {
    const iat = now - ago - lifeOfGood(claims)
    return { claims: { ...asAllTakeIt(claims), iat, nbf: iat, exp: now - ago }, ...further }
  }

const lifeOfGood = ({ iat, exp }: TokenParts['claims']): number =>
  typeof iat === 'number' && typeof exp === 'number' && exp > iat ? Math.ceil(exp - iat) : A_MINUTE_LONG

/** When the good one ends. Seconds since 1970. */
const whenGoodEnds = ({ exp }: TokenParts['claims'], now: number): number =>
  typeof exp === 'number' ? exp : now + A_MINUTE_LONG

const NAMED_ROWS = {
  'no-token': { title: 'is not sent', change: changedGood(), brought: 'no-token' },
  valid: { title: 'is good, with a list for its audience', change: changedGood() },
  'exp-30s-ago': { title: 'expired 30 seconds ago', change: endedAgo(30) },
  'exp-5min-ago': { title: 'expired 5 minutes ago', change: endedAgo(5 * A_MINUTE_LONG) },
  'no-exp': { title: 'has no exp', change: changedGood({}, { without: ['exp'] }) },
  'exp-zero': { title: 'has the number 0 for its exp', change: changedGood({ exp: 0 }) },
  'exp-quoted': {
    title: 'has its exp in quotes, as a text',
    change: (parts, now) => changedGood({ exp: String(whenGoodEnds(parts.claims, now)) })(parts, now),
  },
  'exp-fraction': {
    title: 'expires later, at a fraction of a second',
    change: (parts, now) => changedGood({ exp: Math.floor(whenGoodEnds(parts.claims, now)) + 0.5 })(parts, now),
  },
  'nbf-in-30s': {
    title: 'is not valid for the next 30 seconds',
    change: (parts, now) => changedGood({ nbf: now + 30 })(parts, now),
  },
  'iat-in-10min': { title: 'will be made in 10 minutes, as it says', change: madeLater },
  'aud-other': { title: 'is for another audience', change: changedGood({ aud: [NAMES_OF_NOBODY.aud] }) },
  'no-aud': { title: 'has no audience', change: changedGood({}, { without: ['aud'] }) },
  'aud-as-string': {
    title: 'has a text for its audience, no list',
    change: ({ claims }) => ({ claims: { ...asAllTakeIt(claims), aud: [claims['aud']].flat()[0] } }),
  },
  'iss-other': { title: 'names another issuer', change: changedGood({ iss: NAMES_OF_NOBODY.iss }) },
  forged: { title: 'is signed by a key of somebody else', change: changedGood({}, { signedBy: 'stranger' }) },
  'forged-and-expired': {
    title: 'is signed by a key of somebody else, and expired 5 minutes ago',
    change: endedAgo(5 * A_MINUTE_LONG, { signedBy: 'stranger' }),
  },
  'forged-and-aud-other': {
    title: 'is signed by a key of somebody else, and is for another audience',
    change: changedGood({ aud: [NAMES_OF_NOBODY.aud] }, { signedBy: 'stranger' }),
  },
  'kid-unknown': {
    title: 'is signed by the right key, under a key id that nobody knows',
    change: changedGood({}, { header: { kid: NAMES_OF_NOBODY.kid } }),
  },
  'alg-none': {
    title: 'says that nobody signs it (alg none), and has no signature',
    change: changedGood({}, { header: { alg: 'none' }, signedBy: 'nobody' }),
  },
  'bearer-in-lower-case': {
    title: 'is good, and comes behind the word bearer in lower case',
    change: changedGood(),
    brought: 'bearer-in-lower-case',
  },
  'two-headers': {
    title: 'is good, and comes with an expired one in a second Authorization header',
    change: changedGood(),
    brought: 'expired-one-behind-it',
  },
  'numeric-claim': { title: 'has a number for a claim of its own', change: changedGood({ level: 3 }) },
  'endpoints-empty': {
    title: 'has an empty list of endpoints for a relay (piko.endpoints)',
    change: changedGood({ piko: { endpoints: [] } }),
  },
} as const satisfies Record<string, NamedToken>

export type NamedTokenId = keyof typeof NAMED_ROWS

/**
 * Tokens that systems of the field judge differently, by name. Each is the good token of its place with one change; two that are forged
 * have a second one, for what is looked at first is what is said.
 */
export const NAMED_TOKENS: Readonly<Record<NamedTokenId, NamedToken>> = NAMED_ROWS

/** In the order of the table. */
export const NAMED_TOKEN_IDS = Object.keys(NAMED_TOKENS) as readonly NamedTokenId[] // the keys of a constant

export const isNamedToken = (name: string): name is NamedTokenId => Object.hasOwn(NAMED_TOKENS, name)

/** The one that comes behind a good one, where two are sent. */
export const EXPIRED_ONE: NamedTokenId = 'exp-5min-ago'

/** Its end stays in the future, and behind its begin: nothing else is to be said of it. */
function madeLater(parts: TokenParts, now: number): TokenChange {
  const iat = now + 10 * A_MINUTE_LONG
  const exp = whenGoodEnds(parts.claims, now)
  return changedGood({ iat, ...(exp <= iat && { exp: iat + lifeOfGood(parts.claims) }) })(parts, now)
}

/** What is to be signed, and by whom. */
export interface NamedParts extends TokenParts {
  readonly signedBy: TokenChange['signedBy']
}

/**
 * The token of this name, before anybody signs it.
 * @param goodOne the good token of its place
 * @param now seconds since 1970
 */
export function namedParts(name: NamedTokenId, goodOne: TokenParts, now: number): NamedParts {
  const change = NAMED_TOKENS[name].change(goodOne, now)
  return { ...applyChange(goodOne, change), signedBy: change.signedBy }
}
