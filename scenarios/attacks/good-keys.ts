import type { JWK } from 'jose'
import { REFUSED_GOOD, type AttackRow } from './attack.ts'
import { bearing, playing, type Making } from './making/bearing.ts'
import type { TokenDefect } from './making/defect.ts'
import { makeToken } from './making/make-token.ts'
import { freshKid, publish, tokenOfKey } from './making/publishing.ts'
import { judging } from './making/sending.ts'
import { strangerKey } from './making/strangers.ts'
import { CannotBeMade, type AttackWorld } from './world.ts'

/**
 * A target that asks a registry for one key, by its key id, has no question for a token that names none, and is right to refuse it: whoever
 * writes a token may leave `kid` out (RFC 7515 §4.1.4), but how the key is found is up to the application (§6), and no standard has a
 * verifier look for a key that nobody named. So these cases are not for such a target.
 */
export const NAMES_NO_KEY: ReadonlySet<string> = new Set(['ok-kid-missing-single'])

/** Good tokens under keys and key sets that are as they may be. */
export const GOOD_KEYS: readonly AttackRow[] = [
  {
    id: 'ok-kid-odd',
    title: 'Its key id has odd signs',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 7515 §4.1.4'],
    needs: ['issuer-key', 'key-set'],
    expects: ['2xx'],
    make: underPublished((kid) => [{ ...sound(), kid }], ' /+=&%:ß 钥'),
  },
  {
    id: 'ok-kid-missing-single',
    title: 'It has no key id, and only one key fits',
    // A token may leave `kid` out; no standard has a verifier look for a key that nobody named (RFC 7515 §6), and OpenID Connect demands
    // it only where there are several keys (Core §10.1). Usual clients of a key set look keys up by name alone.
    class: 'POLICY',
    severity: REFUSED_GOOD,
    references: ['RFC 7515 §4.1.4 (optional)', 'RFC 7515 §6', 'OIDC Core 10.1'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing(withoutKid),
  },
  {
    id: 'ok-rotation-old-key',
    title: 'It is signed with the key that goes, while the one that comes is there already',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['OIDC Core 10.1.1'],
    needs: ['issuer-key', 'key-set'],
    expects: ['2xx'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      return {
        steps: [...(changed ? [publish(world, [{ ...sound(), kid: freshKid(world) }])] : []), judging(token)],
        tokens: [token],
      }
    }),
  },
  {
    id: 'ok-rotation-new-key',
    title: 'It is signed with the key that comes',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['OIDC Core 10.1.1'],
    needs: ['issuer-key', 'key-set'],
    expects: ['2xx'],
    make: underPublished((kid) => [{ ...sound(), kid }]),
  },
  {
    id: 'ok-jwks-unknown-members',
    title: 'Its key is in the set beside a broken one, and one of an unknown kind',
    class: 'SHOULD',
    severity: REFUSED_GOOD,
    references: ['RFC 7517 §5 (SHOULD ignore)'],
    needs: ['issuer-key', 'key-set'],
    expects: ['2xx'],
    make: underPublished((kid) => [
      { kty: 'XYZ', kid: 'unknown-kind' },
      { kty: 'RSA', kid: 'broken', n: '!', e: 'AQAB' },
      { ...sound(), kid },
    ]),
  },
  {
    id: 'ok-jwks-no-alg',
    title: 'Its key says neither its algorithm nor its use',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 7517 §4.2, §4.4 (optional)'],
    needs: ['issuer-key', 'key-set'],
    expects: ['2xx'],
    make: underPublished((kid) => [{ ...strangerKey('ES256').publicKey, kid }]),
  },
]

function sound(): JWK {
  return { ...strangerKey('ES256').publicKey, alg: 'ES256', use: 'sig' }
}

/** The last of these keys signs it; undone, it is the issuer's own. */
function underPublished(keys: (kid: string) => readonly JWK[], suffix = ''): Making {
  return playing(async (world, changed) => {
    const kid = freshKid(world) + suffix
    const token = await (changed
      ? tokenOfKey(world, kid, { alg: 'ES256', signedBy: { stranger: 'ES256' } })
      : makeToken(world))
    return { steps: [...(changed ? [publish(world, keys(kid))] : []), judging(token)], tokens: [token] }
  })
}

function withoutKid({ good, keySet }: AttackWorld): TokenDefect {
  const { alg } = good().header
  const fitting = keySet.filter((key) => key.alg === alg)
  if (fitting.length !== 1) throw new CannotBeMade(`it takes a key set with one key for ${String(alg)}`)
  return { withoutHeader: ['kid'] }
}
