/** A token before anybody signs it: what is JSON in its first two parts. */
export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** How a token differs from a good one. What is not said is as it was. The factory mints by it: `POST /control/mint`. */
export interface TokenChange {
  /** Laid over those of the good one. */
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  /** Claims that are left out. */
  readonly without?: readonly string[]
  readonly withoutHeader?: readonly string[]
  /** A key that nobody knows, or no key at all. Absent: whoever signs the good one. */
  readonly signedBy?: 'stranger' | 'nobody'
}

/** How a request brings its token. Absent: in one Authorization header, as `Bearer`. */
export type WayToBring = 'no-token' | 'bearer-in-lower-case' | 'expired-one-behind-it'

/** One row of the table of judges: a token with one thing about it, and a name for that. */
export interface NamedToken {
  readonly title: string
  /** @param now seconds since 1970 */
  change(good: TokenParts, now: number): TokenChange
  readonly brought?: WayToBring
}

const MINUTE = 60

/**
 * Tokens that systems of the field judge differently, by name. Each is the good token of its place with one change; two that are forged
 * have a second one, for what is looked at first is what is said.
 */
export const NAMED_TOKENS = {
  'no-token': { title: 'no token is sent', change: () => ({}), brought: 'no-token' },
  valid: {
    title: 'good: its audience is a list, and it lives',
    change: ({ claims }) => ({ claims: { aud: [claims['aud']].flat() } }),
  },
  // the others follow: one line each
} as const satisfies Record<string, NamedToken>

export type NamedTokenId = keyof typeof NAMED_TOKENS
