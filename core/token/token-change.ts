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
  /** A key that nobody knows, for the same algorithm, or no key at all. Absent: whoever signs the good one. */
  readonly signedBy?: 'stranger' | 'nobody'
}

/** The good one with the change; neither of them is touched. Who signs stays to be done: `change.signedBy`. */
export const applyChange = (good: TokenParts, change: TokenChange): TokenParts => ({
  header: withoutMembers({ ...good.header, ...change.header }, change.withoutHeader),
  claims: withoutMembers({ ...good.claims, ...change.claims }, change.without),
})

/** Members that are undefined are none in JSON either. */
export const withoutMembers = (members: Readonly<Record<string, unknown>>, names: readonly string[] = []) =>
  Object.fromEntries(Object.entries(members).filter(([each, value]) => value !== undefined && !names.includes(each)))
