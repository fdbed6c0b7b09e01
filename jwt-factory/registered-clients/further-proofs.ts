import { z } from 'zod'

/** The members of a declaration that let a client prove itself in other ways than by a secret or by keys. */
export const FURTHER_PROOFS = {
  /** An assertion that is a grant needs no proof of the client beside it (RFC 7521 §4.1, RFC 7523 §2.1). */
  assertionAlone: z.boolean('must be true or false').optional(),
}

type ProofDeclaration = { trustedIssuers?: readonly string[] | undefined } & {
  [Member in keyof typeof FURTHER_PROOFS]?: z.infer<(typeof FURTHER_PROOFS)[Member]>
}

/** What of it the client has. */
export interface FurtherProofs {
  /** Whether whoever brings an assertion that is a grant gets what the client may have, and the assertion allows. */
  assertionAlone?: true
}

export const furtherProofsOf = ({ assertionAlone }: ProofDeclaration): FurtherProofs => ({
  ...(assertionAlone && { assertionAlone }),
})

/** Whether a client that has neither a secret nor keys can get a token all the same. */
export const provesOtherwise = ({ assertionAlone, trustedIssuers = [] }: ProofDeclaration): boolean =>
  assertionAlone === true && trustedIssuers.length > 0
