import type { TokenFacts } from '../token-faults.ts'

/** Why one system refuses a token that strict believes, and what would change that. */
export interface Harshness {
  /** Behind the colon of "Stoke refuses it although it is good: …". */
  readonly why: string
  /** What to change in the token or in the configuration, as a sentence without its full stop. */
  readonly change: string
  /** The same as it is written there, to be copied. */
  readonly text?: string
}

/** By the check that says no, by its name; `open`: nobody sees the token. */
export type HarshTable = Readonly<Record<string, (facts: TokenFacts) => Harshness>>

export const harsh =
  (why: string, change: string, text?: string): HarshTable[string] =>
  () => ({ why, change, ...(text !== undefined && { text }) })

/** @param claim by its name on the wire */
export const asMember = (claim: string, value: unknown): string => `"${claim}": ${JSON.stringify(value)}`

/** What a claim is, in a word. */
export const kindOfClaim = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value === 'string' ? 'a text' : `${article(typeof value)} ${typeof value}` // prettier-ignore

const article = (word: string) => (/^[aeiou]/.test(word) ? 'an' : 'a')

export const DATE_CLAIM_NAMES = ['exp', 'nbf', 'iat'] as const

/** The first date that has a fraction. */
export const fractionIn = ({ claims }: TokenFacts) => DATE_CLAIM_NAMES.find((claim) => typeof claims[claim] === 'number' && !Number.isInteger(claims[claim])) // prettier-ignore
