import type { Algorithm } from '#core/token/algorithms'
import type { TokenParts } from '#core/token/token-change'
import type { Scheme } from '#core/token/schemes'

type DefectMembers = Readonly<Record<string, unknown>>

/**
 * What is wrong with a token, and nothing else is: one thing, on one of the layers that a token is made of. A good one has
 * none. From the inside out: members, the text of the JSON, the base64url of that, the signature, the text of the token.
 */
export interface TokenDefect {
  /** Which one it is, where a case has several. */
  readonly label?: string
  /** The good token is one of this algorithm: no defect yet. */
  readonly of?: Algorithm
  /** It is a good token of another kind: what makes it that is the one thing. */
  readonly kind?: string

  readonly header?: DefectMembers
  readonly withoutHeader?: readonly string[]
  readonly claims?: DefectMembers
  readonly without?: readonly string[]

  /** The JSON text as it will be signed. */
  readonly headerText?: (json: string) => string | Uint8Array
  readonly payloadText?: (json: string) => string | Uint8Array

  /** A segment as it will be signed. */
  readonly headerSegment?: (segment: string) => string
  readonly payloadSegment?: (segment: string) => string

  /** Who signs, where it is not the issuer by the algorithm of the header. What the header must say about that goes with it. */
  readonly signedBy?: SignedBy
  /** The bytes of a signature that was right. */
  readonly signature?: (good: Buffer) => Uint8Array

  /** The token as a text, all signed. @param another a second good token of the same kind */
  readonly spelled?: (token: string, another: () => Promise<string>) => string | Promise<string>
}

export type SignedBy =
  /** A key of the attacker's, of the kind that the good token has, or that one. */
  | 'stranger'
  | { readonly stranger: Algorithm }
  /** There are three segments and the last is empty. */
  | 'nobody'
  /** HMAC with SHA-256, whatever the header says. */
  | { readonly secret: string | Uint8Array }
  /** The issuer's own key, of this algorithm, used in this way. */
  | { readonly issuer: Algorithm; readonly as?: Scheme }
  /** Another issuer that the target trusts for other tokens. */
  | 'second-issuer'
  /** A key that only looks like one: how it makes a signature. */
  | { readonly forged: (text: string) => Uint8Array }

/** The good one with the members that a defect changes; neither of them is touched. */
export function changedParts(good: TokenParts, defect: TokenDefect): TokenParts {
  return {
    header: laidOver(good.header, defect.header, defect.withoutHeader),
    claims: laidOver(good.claims, defect.claims, defect.without),
  }
}

/** In the order of the good one: what is new comes last. */
const laidOver = (members: DefectMembers, more: DefectMembers = {}, without: readonly string[] = []): DefectMembers =>
  Object.fromEntries(Object.entries({ ...members, ...more }).filter(([name]) => !without.includes(name)))
