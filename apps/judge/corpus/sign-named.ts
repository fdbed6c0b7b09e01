import { randomUUID } from 'node:crypto'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { bringToken } from '#core/token/bring-token'
import { EXPIRED_ONE, NAMED_TOKENS, NAMED_TOKEN_IDS, namedParts, type NamedTokenId } from '#core/token/named-tokens'
import { signNamed } from '#core/token/sign-named'

export interface NamedTokensOrder {
  readonly issuer: string
  readonly audience: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** Of the good ones. Seconds. */
  readonly lifetimeSeconds: number
  /** For RS256. Absent: one that is made for them, and forgotten with them. */
  readonly key?: SigningKey | undefined
}

/** A token by its name, and the Authorization headers in which it comes. */
export interface BroughtToken {
  readonly id: NamedTokenId
  readonly title: string
  readonly authorization: readonly string[]
  /** What its claims say of time: its verdicts may change then. Seconds since 1970. */
  readonly dates: readonly number[]
}

export interface SignedTokens {
  /** Whoever is believed. */
  readonly key: SigningKey
  /** In the order of the table. */
  readonly tokens: readonly BroughtToken[]
}

/** RSA with SHA-256: the one algorithm that all of the systems take. */
const CORPUS_ALGORITHM = 'RS256'

/** All named tokens, signed by one key; those that are forged, by another one. */
export async function signNamedTokens(order: NamedTokensOrder): Promise<SignedTokens> {
  const { issuer, audience, now, lifetimeSeconds } = order
  const newKey = () => generateSigningKey(CORPUS_ALGORITHM, now)
  const [key, stranger] = await Promise.all([order.key ?? newKey(), newKey()])
  const seconds = Math.floor(now / 1000)

  async function sign(id: NamedTokenId): Promise<{ token: string; dates: readonly number[] }> {
    const good = {
      header: { alg: CORPUS_ALGORITHM, kid: key.kid, typ: 'JWT' },
      // Kong refuses a token without nbf when it verifies that. All else are texts, for Stoke reads no other claims; `log` is what one of
      // its services may ask for.
      claims: { iss: issuer, sub: 'servicea', aud: audience, iat: seconds, nbf: seconds, exp: seconds + lifetimeSeconds, jti: randomUUID(), log: 'w' }, // prettier-ignore
    }
    const parts = namedParts(id, good, seconds)
    const dates = ['exp', 'nbf', 'iat'].map((claim) => Number(parts.claims[claim])).filter(Number.isFinite)
    return { token: await signNamed(parts, key, async () => stranger.privateKey), dates }
  }

  const another = await sign(EXPIRED_ONE)
  const tokens = await Promise.all(
    NAMED_TOKEN_IDS.map(async (id) => {
      const { title } = NAMED_TOKENS[id]
      const { token, dates } = await sign(id)
      const authorization = bringToken(NAMED_TOKENS[id], token, another.token)
      return { id, title, authorization, dates: authorization.length > 1 ? [...dates, ...another.dates] : dates }
    }),
  )
  return { key, tokens }
}
