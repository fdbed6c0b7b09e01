import { ATTACKS_BY_ID, type AttackWorld } from '#attacks'
import { partsOf } from './attack-differences.ts'
import { bearerTokenOf } from './attack-verdicts.ts'

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
function worldOf(given: string): AttackWorld {
  const { header, claims } = partsOf(given)
  return {
    given,
    now: () => Number(claims['iat']),
    good: () => ({ header: { kid: 'no-key-id', ...header }, claims }),
    keySet: [],
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

/** One of these cases, made of a good token. Whatever had to be signed anew is signed by a stranger. */
export async function hostileToken(id: string, good: string): Promise<string> {
  const [first] = (await ATTACKS_BY_ID.get(id)?.make(worldOf(good), true)) ?? []
  const token = first && bearerTokenOf(first)
  if (token === undefined) throw new RangeError(`the catalogue has no token for ${id}`)
  return token
}

/** All of them. */
export const allHostileTokens = (good: string): Promise<string[]> =>
  Promise.all(HOSTILE_IDS.map((id) => hostileToken(id, good)))
