import type { JudgeParts } from '../access/judge.ts'
import { examine } from '../access/judge.ts'
import { ALL_ALGORITHMS, type Algorithm } from '../token/algorithms.ts'
import type { Claims } from '../token/claims.ts'
import { TokenRejected } from '../token/rejection.ts'
import { ANYONE, type KeySource, type Trust } from '../token/trust.ts'
import { accessTokenTrust, forThisClient, idTokenTrust, type TokensOfLogin } from './login-trust.ts'
import { LOGIN_LEEWAY, type KnownProvider } from './provider.ts'

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
  const trust = idTokenTrust(tokensOfProvider(provider, keys), clientId, {
    ...(expected.subject !== undefined && { subject: expected.subject }),
    algorithms: listedAlgorithms(provider.metadata.id_token_signing_alg_values_supported),
  })
  const { nonce } = expected
  const further = [
    forThisClient(clientId),
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
  const trust = accessTokenTrust(tokensOfProvider(provider, keys), { audience: ANYONE, subject })
  return judged(token, trust, { ...parts, what: 'the access token' })
}

/** Three parts and a header that begins like JSON: what is opaque has no claims to go by. */
export const looksLikeJwt = (token: string): boolean => /^ey[\w-]*\.[\w-]+\.[\w-]+$/.test(token)

const tokensOfProvider = ({ metadata }: KnownProvider, keys: KeySource): TokensOfLogin => ({
  issuer: metadata.issuer,
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
