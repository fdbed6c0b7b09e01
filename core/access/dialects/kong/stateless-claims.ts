import { Buffer } from 'node:buffer'
import type { Claims } from '../../../token/claims.ts'
import { signShared, type GatewayAlgorithm, type GatewayKey } from '../../../token/gateway-algorithms.ts'
import { TokenRejected } from '../../../token/rejection.ts'
import type { KongConsumer } from './consumer.ts'

/** How long a name may be. It stands in a header. Characters. */
const LONGEST_CONSUMER_NAME = 4000

/**
 * Who asks, from the claims alone (KS-3, KS-4).
 * @param idClaim the claim that has the id: `sub` in tokens of this gateway @throws TokenRejected missing-claim, invalid-claim
 */
export function consumerIn(claims: Claims, idClaim: string): KongConsumer {
  const id = consumerName(claims, idClaim)
  if (id === undefined) throw new TokenRejected('missing-claim', { claim: idClaim })
  const username = consumerName(claims, 'username')
  const customId = consumerName(claims, 'customid')
  return { id, ...(username !== undefined && { username }), ...(customId !== undefined && { customId }) }
}

function consumerName(claims: Claims, claim: string): string | undefined {
  if (!Object.hasOwn(claims, claim)) return undefined
  const value = claims[claim]
  if (typeof value === 'string' && value !== '' && value.length <= LONGEST_CONSUMER_NAME) return value
  throw new TokenRejected('invalid-claim', { claim, expected: `a text of 1 to ${LONGEST_CONSUMER_NAME} characters` })
}

/** What is said in a token besides who its consumer is (KS-9). */
export interface MintedTerms {
  /** Seconds since 1970. */
  issuedAt: number
  tokenId: string
  /** Seconds; absent: it has no end. */
  lifetime?: number
}

/**
 * The claims of a consumer's token, in the order of the published example.
 * @param terms absent: no more than the example has, byte by byte
 */
export function consumerClaims({ id, username, customId }: KongConsumer, terms?: MintedTerms): Claims {
  return {
    sub: id,
    ...(username !== undefined && { username }),
    ...(customId !== undefined && { customid: customId }),
    ...(terms && { iat: terms.issuedAt, jti: terms.tokenId }),
    ...(terms?.lifetime !== undefined && { exp: terms.issuedAt + terms.lifetime }),
  }
}

/** Signs claims with a shared secret, under the header of the published example. */
export function mintShared(claims: Claims, secret: GatewayKey, algorithm: GatewayAlgorithm): string {
  const text = [{ alg: algorithm, typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${signShared(text, secret, algorithm).toString('base64url')}`
}
