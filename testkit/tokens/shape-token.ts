import type { BeforeToken, TokenToSign } from '../../jwt-factory/registered-clients/token-shapes.ts'
import { isDeepStrictEqual } from 'node:util'

/** The last word of the test about a token. What the callback throws is thrown. */
export async function shapeToken(token: TokenToSign, beforeToken: BeforeToken | undefined): Promise<TokenToSign> {
  return { ...token, ...(await beforeToken?.(token)) }
}

type TokenMembers = Record<string, unknown>

/** What a callback does to a good token, to be done to another one of the same kind. */
export interface GoodShape {
  claims: Change
  header: Change
}

interface Change {
  /** Laid over. */
  set: TokenMembers
  /** Taken out. */
  without: string[]
}

/**
 * Bad tokens are a good one with one defect, which comes last: so the callback is asked about the good one.
 * @param claims of the good one before it is shaped
 */
export async function shapeOfGood(claims: TokenMembers, beforeToken: BeforeToken | undefined): Promise<GoodShape> {
  const shaped = await shapeToken({ claims: structuredClone(claims), header: {} }, beforeToken)
  return { claims: changeBetween(claims, shaped.claims), header: changeBetween({}, shaped.header) }
}

function changeBetween(before: TokenMembers, after: TokenMembers): Change {
  const changed = Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(value, before[name]))
  return {
    set: Object.fromEntries(changed.filter(([, value]) => value !== undefined)),
    without: [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => after[name] === undefined),
  }
}

/** Of `alg` and `kid` those of the key that signs stay. */
export function applyShape(
  { claims, header }: { claims: TokenMembers; header: TokenMembers },
  shape: GoodShape,
): { claims: TokenMembers; header: TokenMembers } {
  const { alg, kid } = header
  return {
    claims: withChange(claims, shape.claims),
    header: { ...withChange(header, shape.header), alg, kid },
  }
}

const withChange = (members: TokenMembers, { set, without }: Change): TokenMembers =>
  Object.fromEntries(Object.entries({ ...members, ...set }).filter(([name]) => !without.includes(name)))
