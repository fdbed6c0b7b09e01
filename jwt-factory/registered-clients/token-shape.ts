import { z } from 'zod'
import type { Claims } from '#core/token/claims'
import { declaredClaims } from './declared-claims.ts'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'

/** How a header may call an access token: as RFC 9068 §2.1 says, or as readers expect it that do not know it. */
const TOKEN_TYPES = ['at+jwt', 'JWT'] as const

/** What an issuer, a client or whoever reads the tokens may say about them. */
export const shapeMembers = {
  algorithm: z.enum(ALL_ALGORITHMS, `must be one of ${ALL_ALGORITHMS.join(', ')}`).optional(),
  tokenType: z.enum(TOKEN_TYPES, `must be one of ${TOKEN_TYPES.join(', ')}`).optional(),
  claims: declaredClaims.optional(),
}

/** How tokens are to look, as far as somebody has said it. */
export interface TokenShape {
  /** By which they are signed. */
  algorithm?: Algorithm | undefined
  /** Their `typ`. */
  tokenType?: (typeof TOKEN_TYPES)[number] | undefined
  /** Further claims of access tokens, with places for parameters of the request. */
  claims?: Claims | undefined
}

/** Those of the issuers, by the name of their ring: `@` for the main one, `@demo` for /issuers/demo. */
export type DeclaredIssuers = ReadonlyMap<string, TokenShape>
