import { NAMED_TOKENS, namedParts, type NamedTokenId } from '#core/token/named-tokens'
import type { TokenParts } from '#core/token/token-change'
import type { BenchState, WrittenFields } from './bench-state.ts'

type NamedFields = WrittenFields & Pick<BenchState, 'differs' | 'brought'>

/** What is written is the token of no name. */
export const NO_NAME = { named: '', goodOne: undefined, differs: [] } as const satisfies Partial<BenchState>

/** All others differ from this one in one thing. */
const GOOD_ONE: NamedTokenId = 'valid'

/** What is written now. */
export const writtenFields = ({ header, payload, signer, isExact }: WrittenFields): WrittenFields => ({
  header,
  payload,
  signer,
  isExact,
})

/** As JSON for people. */
export const jsonForPeople = (value: unknown) => JSON.stringify(value, undefined, 2)

/** A good life of 15 minutes, from now on. @param now seconds since 1970 */
export const goodTimes = (now: number, newId: string) => ({ iat: now, exp: now + 900, jti: newId })

/**
 * The payload of a good token, of which a name then changes one thing: what is written, with a life that lasts.
 * @param now seconds since 1970
 * @returns undefined for what is no JSON object
 */
export function goodPayload(payload: string, now: number, newId: string): string | undefined {
  const claims = writtenClaims(payload)
  if (!claims) return undefined
  const { iat, exp } = claims
  const isAlive = typeof exp === 'number' && exp > now && typeof iat === 'number' && iat <= now
  return isAlive ? payload : jsonForPeople({ ...claims, ...goodTimes(now, newId) })
}

function writtenClaims(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined // it is one
  } catch {
    return undefined
  }
}

/** What a token says that was signed for this page. Nobody believes it by that. @throws SyntaxError for what is none */
function partsOfSigned(token: string): TokenParts {
  const [header, claims] = token.split('.', 2).map((part) => {
    const bytes = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.codePointAt(0) ?? 0)))
  })
  return { header: Object(header), claims: Object(claims) }
}

/**
 * The fields for a token by its name. Who signs follows the name; and where header or key are not those of whoever signs the good
 * one, the header is signed as it stands there.
 * @param good what was written for the good one @param signed the good one itself, so that its alg and kid are known
 * @param now seconds since 1970 @throws SyntaxError where the good one is no token in compact form
 */
export function namedFields(
  { signers }: Pick<BenchState['choices'], 'signers'>,
  good: WrittenFields,
  signed: string,
  name: NamedTokenId,
  now: number,
): NamedFields {
  const goodOne = partsOfSigned(signed)
  const { header, claims, signedBy } = namedParts(name, goodOne, now)
  const valid = namedParts(GOOD_ONE, goodOne, now)
  const inHeader = differences(valid.header, header)
  const signer = signedBy === undefined ? -1 : signers.findIndex(({ kind }) => kind === signedBy)
  return {
    header: jsonForPeople(header),
    payload: jsonForPeople(claims),
    signer: signer >= 0 ? signer : good.signer,
    isExact: good.isExact || signedBy !== undefined || inHeader.length > 0,
    differs: [...inHeader, ...differences(valid.claims, claims)],
    brought: NAMED_TOKENS[name].brought,
  }
}

/** Names of members that are not the same in both. */
const differences = (one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (each) => JSON.stringify(one[each]) !== JSON.stringify(other[each]),
  )
