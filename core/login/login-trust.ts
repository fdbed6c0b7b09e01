import type { FurtherCheck } from '../access/judge.ts'
import { ALL_ALGORITHMS, type Algorithm } from '../token/algorithms.ts'
import { TokenRejected } from '../token/rejection.ts'
import { ANYONE, type KeySource, type Trust } from '../token/trust.ts'

/** No token of a login lives longer, whatever its provider says: a year, which is the most that ours gives. Seconds. */
const LONGEST_LIFE_OF_TOKENS = 31_536_000

/** Whose tokens of a login are believed. */
export interface TokensOfLogin {
  issuer: string
  keys: KeySource
  leewaySeconds: number
}

/** What an ID token must say (OpenID Connect Core 1.0 §2). @param algorithms what the provider says that it signs with, where that is known */
export const idTokenTrust = (
  of: TokensOfLogin,
  clientId: string,
  { subject = ANYONE, algorithms = ALL_ALGORITHMS }: { subject?: Trust['subject']; algorithms?: readonly Algorithm[] },
): Trust => ({
  ...ofLogin(of),
  audience: clientId,
  subject,
  algorithms,
  type: 'JWT',
  required: ['sub', 'exp', 'iat'],
})

/** What an access token must say that is a JWT: by RFC 9068 §2.1, or with the plain type that most providers still write. */
export const accessTokenTrust = (
  of: TokensOfLogin,
  { audience, subject }: Pick<Trust, 'audience' | 'subject'>,
): Trust => ({
  ...ofLogin(of),
  audience,
  subject,
  algorithms: ALL_ALGORITHMS,
  type: ['at+jwt', 'JWT'],
  required: ['exp'],
})

const ofLogin = ({ issuer, keys, leewaySeconds }: TokensOfLogin) => ({
  issuer,
  keys,
  leewaySeconds,
  maxLifetimeSeconds: LONGEST_LIFE_OF_TOKENS,
})

/** A token for several parties says whose login it is (OpenID Connect Core 1.0 §3.1.3.7 items 4 and 5). */
export const forThisClient = (clientId: string): FurtherCheck => ({
  check: 'authorized-party',
  rule: 'OpenID Connect Core 1.0 §3.1.3.7: azp, where it is there, is this client',
  run({ aud, azp }) {
    if (azp === clientId || (azp === undefined && [aud].flat().length === 1)) return
    throw new TokenRejected('wrong-audience', { claim: 'azp', expected: clientId })
  },
})
