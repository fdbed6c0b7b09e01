import type { JudgeParts } from '../access/judge.ts'
import { examine } from '../access/judge.ts'
import { ALL_ALGORITHMS, type Algorithm } from '../token/algorithms.ts'
import type { Claims } from '../token/claims.ts'
import { TokenRejected } from '../token/rejection.ts'
import { ANYONE, type KeySource, type Trust } from '../token/trust.ts'
import { LOGIN_LEEWAY, type KnownProvider } from './provider.ts'

/** A day and more: how long its tokens live is for the provider to say. Seconds. */
const LONGEST_LIFE_OF_TOKENS = 31_536_000

export interface TokenTrust {
  provider: KnownProvider
  keys: KeySource
  clientId: string
}

/**
 * Judges an ID token once more after the library, with the signature (OpenID Connect Core 1.0 §3.1.3.7), and tells the trace each check.
 * @param expected of whom it must speak, where that is known; and the nonce of the login, where there was one
 * @returns its claims
 * @throws TokenRejected; what the keys throw when they cannot be had
 */
export async function judgeIdToken(
  token: string,
  { provider, keys, clientId }: TokenTrust,
  expected: { subject?: string; nonce?: string },
  parts: Omit<JudgeParts, 'further' | 'what'>,
): Promise<Claims> {
  const trust: Trust = {
    ...common(provider, keys),
    audience: clientId,
    subject: expected.subject ?? ANYONE,
    algorithms: listedAlgorithms(provider.metadata.id_token_signing_alg_values_supported),
    type: 'JWT',
    required: ['sub', 'exp', 'iat'],
  }
  const { nonce } = expected
  const further = [
    {
      check: 'authorized-party',
      rule: 'OpenID Connect Core 1.0 §3.1.3.7: azp, where it is there, is this client',
      run({ azp, aud }: Claims) {
        const isOwn = azp === clientId || (azp === undefined && [aud].flat().length === 1)
        if (!isOwn) throw new TokenRejected('wrong-audience', { claim: 'azp', expected: clientId })
      },
    },
    ...(nonce === undefined
      ? []
      : [
          {
            check: 'nonce',
            rule: 'OpenID Connect Core 1.0 §3.1.3.7: the nonce of this very login',
            run(claims: Claims) {
              if (claims['nonce'] !== nonce) throw new TokenRejected('invalid-claim', { claim: 'nonce' })
            },
          },
        ]),
  ]
  return judged(token, trust, { ...parts, what: 'the ID token', further })
}

/**
 * Judges an access token that is a JWT, before its claims become headers. For whom it is meant is not known here: whoever is behind looks.
 * @throws TokenRejected; what the keys throw when they cannot be had
 */
export function judgeAccessToken(
  token: string,
  { provider, keys }: TokenTrust,
  subject: string,
  parts: Omit<JudgeParts, 'further' | 'what'>,
): Promise<Claims> {
  const trust: Trust = {
    ...common(provider, keys),
    audience: ANYONE,
    subject,
    algorithms: ALL_ALGORITHMS,
    type: ['at+jwt', 'JWT'],
    required: ['exp'],
  }
  return judged(token, trust, { ...parts, what: 'the access token' })
}

/** Three parts and a header that begins like JSON: what is opaque has no claims to go by. */
export const looksLikeJwt = (token: string): boolean => /^ey[\w-]*\.[\w-]+\.[\w-]+$/.test(token)

const common = ({ metadata }: KnownProvider, keys: KeySource) => ({
  issuer: metadata.issuer,
  maxLifetimeSeconds: LONGEST_LIFE_OF_TOKENS,
  leewaySeconds: LOGIN_LEEWAY,
  keys,
})

/** What its discovery lists, and no more; who lists nothing signs with RS256 (OpenID Connect Core 1.0 §3.1.3.7). */
function listedAlgorithms(listed: readonly string[] = ['RS256']): readonly Algorithm[] {
  return ALL_ALGORITHMS.filter((algorithm) => listed.includes(algorithm))
}

async function judged(token: string, trust: Trust, parts: JudgeParts): Promise<Claims> {
  const examined = await examine(token, trust, parts)
  if (!examined.valid) throw examined.rejection
  return examined.claims
}
