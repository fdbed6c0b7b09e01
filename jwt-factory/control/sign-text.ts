import { Buffer } from 'node:buffer'
import { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import type { Algorithm } from '#core/token/algorithms'
import { isSchemeFor, SCHEME_NAMES, signByScheme } from '#core/token/schemes'
import { MAIN, type Issuers } from '../issuer.ts'
import type { TokenShapes } from '../registered-clients/token-shapes.ts'
import { keyOfIssuer, keyOfRing, type SignerKeyParts } from './keys-of-signers.ts'
import { ownSigners } from './mint-order.ts'

/** By call; a body of the route takes a quarter of it. Characters of base64url. */
const LONGEST_SIGNED_TEXT = 400_000

/** A text, and who signs it. */
export const signTextSchema = z
  .strictObject({
    text: z
      .string()
      .max(LONGEST_SIGNED_TEXT)
      .regex(/^[\w-]*$/, 'is no base64url')
      .optional()
      .describe('its bytes as base64url, not padded'),
    signingInput: z
      .string()
      .max(LONGEST_SIGNED_TEXT)
      .regex(/^[\w-]*\.[\w-]*$/, 'is no header and payload as base64url')
      .optional()
      .describe('in place of text: header, dot and payload as they stand in a JWS (RFC 7515 §5.1), a quarter shorter'),
    signedBy: z
      .union(ownSigners, 'is not {issuer, alg} or {ring}')
      .default({ issuer: MAIN })
      .describe('{issuer, alg} or {ring}: the main issuer, when it is absent'),
    scheme: z
      .enum(SCHEME_NAMES)
      .optional()
      .describe('how the key is used, where that is otherwise than its algorithm says'),
  })
  .refine(({ text, signingInput }) => (text === undefined) !== (signingInput === undefined), 'has text or signingInput')

export type SignTextInput = z.input<typeof signTextSchema>

export interface SignedText {
  /** As base64url. */
  signature: string
  kid: string
  algorithm: Algorithm
}

/**
 * Signs any text, of which nothing is read: with a key of the factory, which stays where it is. It is for tests of verifiers, as mint
 * is, for those who make the text themselves: the control plane stands in front of it. It throws Problem for an order that does not fit.
 */
export type SignText = (order: SignTextInput) => Promise<SignedText>

export interface SignTextParts extends SignerKeyParts {
  issuers: Pick<Issuers, 'main' | 'named' | 'keyOf' | 'ringsInUse'>
  shapes: Pick<TokenShapes, 'ofIssuer'>
}

export function createSignText(parts: SignTextParts): SignText {
  const { issuers, shapes } = parts
  return async (input) => {
    const { text, signingInput, signedBy: by, scheme: asked } = parseInput(signTextSchema, input)
    const issuer = 'ring' in by || by.issuer === MAIN ? issuers.main : issuers.named(by.issuer)
    const key =
      'ring' in by
        ? await keyOfRing(by.ring, parts)
        : await keyOfIssuer(issuer, by.alg ?? shapes.ofIssuer(issuer).algorithm, parts)
    const { kid, algorithm, privateKey } = key
    const scheme = asked ?? algorithm
    if (!isSchemeFor(scheme, algorithm))
      throw new Problem('invalid-input', `A key for ${algorithm} cannot be used as ${scheme}.`)
    const bytes = signingInput === undefined ? Buffer.from(text ?? '', 'base64url') : Buffer.from(signingInput)
    const signature = signByScheme(bytes, KeyObject.from(privateKey), scheme)
    return { signature: signature.toString('base64url'), kid, algorithm }
  }
}
