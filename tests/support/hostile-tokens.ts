import type { JWK } from 'jose'
import type { AttackWorld } from '#attacks'
import { partsOf } from './attack-differences.ts'
import { caseTokens } from './case-tokens.ts'

/** Cases of the catalogue that anybody can make who got hold of one good token: some of each kind, for tests that take each. */
export const HOSTILE_IDS: readonly string[] = `
  alg-none alg-none-signed alg-hmac-empty-key alg-hmac-kid-as-key key-jwk-embedded key-jku-attacker
  key-x5u-attacker key-kid-path-traversal key-kid-sql-injection crit-unknown sig-empty
  sig-segment-dropped sig-bit-flipped sig-truncated sig-payload-tampered json-payload-array
  type-nested-jws b64-sig-padded seg-four seg-quoted seg-one ser-flattened jwe-to-jws-only
  http-comma-joined dos-header-17k
`
  .trim()
  .split(/\s+/)

/** What somebody knows who has one good token, and no key of anybody. */
function worldOf(given: string, keySet: readonly JWK[]): AttackWorld {
  const { header, claims } = partsOf(given)
  return {
    given,
    now: () => Number(claims['iat']),
    good: () => ({ header: { kid: 'no-key-id', ...header }, claims }),
    keySet,
    listener: 'https://localhost:1',
    target: {
      issuer: String(claims['iss']),
      audience: String([claims['aud']].flat()[0]),
      otherAudience: 'servicec',
      type: String(header['typ'] ?? 'JWT'),
      path: '/',
      leewaySeconds: 0,
      algorithms: [],
    },
  }
}

/**
 * One case, made of a good token, in all of its spellings. Whatever had to be signed anew is signed by a stranger.
 * @param keySet what the issuer publishes, for cases that take that for a secret
 */
export const hostileTokens = async (id: string, good: string, keySet: readonly JWK[] = []): Promise<string[]> =>
  (await caseTokens(id, worldOf(good, keySet))).map(({ token }) => token)

/** The first of them. */
export async function hostileToken(...of: Parameters<typeof hostileTokens>): Promise<string> {
  const [first = ''] = await hostileTokens(...of) // there is one, or it would have thrown
  return first
}

/** All of them. */
export const allHostileTokens = (good: string): Promise<string[]> =>
  Promise.all(HOSTILE_IDS.map((id) => hostileToken(id, good)))
