import { Buffer } from 'node:buffer'
import type { AttackRow } from './attack.ts'
import { bearer, playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { withHighS } from './making/numbers.ts'
import { judging, preparing } from './making/sending.ts'
import { expiredSince } from './making/words.ts'
import { withUnusedBits } from './spelling.ts'
import { CannotBeMade, type AttackWorld } from './world.ts'

/** Good tokens that come again, or that were revoked, or have ended, while something still remembers them as good. */
export const REPLAY_ATTACKS: readonly AttackRow[] = [
  {
    id: 'life-replay',
    title: 'The same token comes twice, where it may be used once',
    class: 'MUST',
    severity: { level: 'high', cwe: 294 },
    references: ['RFC 7519 §4.1.7', 'RFC 7523 §3 item 7', 'RFC 9449 §11.1'],
    needs: ['good-token', 'one-use'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const first = await makeToken(world)
      const second = changed ? first : await makeToken(world)
      return { steps: [preparing(first), judging(second)], tokens: [first, second] }
    }),
  },
  {
    id: 'life-replay-respelled',
    title: 'It comes again with another spelling of the same signature',
    class: 'SHOULD',
    severity: { level: 'high', cwe: 294 },
    references: ['this catalogue, group enc'],
    needs: ['good-token', 'one-use'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const spellings = {
        padded: (token: string) => `${token}=`,
        'other bits': withUnusedBits,
        '(r, n − s)': withOtherS,
      }
      return Promise.all(
        Object.entries(spellings).map(async ([label, respelled]) => {
          const first = await makeToken(world, { of: 'ES256' }) // each has its own: it may be used once
          const second = changed ? respelled(first) : await makeToken(world, { of: 'ES256' })
          return { label, steps: [preparing(first), judging(second)], tokens: [first, second] }
        }),
      )
    }),
  },
  {
    id: 'life-replay-flood',
    title: 'It comes again after hundreds of others, for which there may be no room',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 294 },
    references: ['CVE-2026-41707'],
    needs: ['good-token', 'issuer-key', 'one-use'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const first = await makeToken(world)
      const others = await Promise.all(Array.from({ length: FILLING }, () => makeToken(world)))
      const second = changed ? first : await makeToken(world)
      const fill = { do: 'send-together', requests: others.map(bearer), believed: FILLING } as const
      return { steps: [preparing(first), fill, judging(second)], tokens: [first, second] }
    }),
  },
  {
    id: 'life-replay-parallel',
    title: 'Twenty copies come at the same instant, and one may win',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 367 },
    references: ['CWE-367'],
    needs: ['good-token', 'one-use'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const first = await makeToken(world)
      const tokens = await Promise.all(Array.from({ length: COPIES }, () => (changed ? first : makeToken(world))))
      const believed = changed ? 1 : COPIES
      return { steps: [{ do: 'send-together', requests: tokens.map(bearer), believed }], tokens: [first] }
    }),
  },
  {
    id: 'life-revoked',
    title: 'The issuer revoked it before it comes',
    class: 'MUST',
    severity: { level: 'high', cwe: 613 },
    references: ['RFC 7009 §2', 'RFC 7662 §4'],
    needs: ['issuer-key', 'revocation'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      return { steps: [...(changed ? [{ do: 'revoke', token } as const] : []), judging(token)], tokens: [token] }
    }),
  },
  {
    id: 'life-revoked-cached',
    title: 'It was used, and the issuer revoked it, before it comes again',
    class: 'MUST',
    severity: { level: 'medium', cwe: 613 },
    references: ['RFC 7662 §4'],
    needs: ['issuer-key', 'revocation'],
    expects: ['401 token'],
    watched: ['documented-time'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const revoked = changed ? [{ do: 'revoke', token } as const] : []
      return { steps: [preparing(token), ...revoked, judging(token)], tokens: [token] }
    }),
  },
  {
    id: 'life-cached-after-exp',
    title: 'It was used shortly before it ended, and comes again shortly after',
    class: 'MUST',
    severity: { level: 'medium', cwe: 613 },
    references: ['CVE-2026-107719'],
    needs: ['issuer-key', 'time'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      refuseOneUse(world)
      const token = await makeToken(world, { claims: { exp: world.now() + LIFE_OF_CACHED } })
      const seconds = LIFE_OF_CACHED + world.target.leewaySeconds + 1
      const wait = changed ? [{ do: 'move-clock', seconds, of: 'all' } as const] : []
      return { steps: [preparing(token), ...wait, judging(token)], tokens: [token] }
    }),
  },
  {
    id: 'life-cache-collision',
    title: 'Two tokens have the same begin and length, and another claim at their end',
    class: 'MUST',
    severity: { level: 'critical', cwe: 345 },
    references: ['CVE-2026-35039'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    watched: ['own-claims'],
    make: playing(async (world, changed) => {
      refuseOneUse(world)
      const [first, second] = await Promise.all([endingIn(world, 'zz-first'), endingIn(world, 'zz-other')])
      return { steps: [preparing(first), judging(changed ? second : first)], tokens: [first, second] }
    }),
  },
  {
    id: 'life-clock-jump',
    title: 'The clock of the service is an hour slow, and the token ended half an hour ago',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 613 },
    references: ['RFC 7519 §4.1.4'],
    needs: ['issuer-key', 'time'],
    // By a clock that is wrong nobody can prove itself to the issuer: who has to ask there cannot decide, and lets nobody in.
    expects: ['401 token', '503'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world, expiredSince(world, HALF_AN_HOUR))
      const slow = { do: 'move-clock', seconds: -2 * HALF_AN_HOUR, of: 'target' } as const
      const whenItLived = { do: 'move-clock', seconds: -HALF_AN_HOUR - 1, of: 'all' } as const
      return { steps: [changed ? slow : whenItLived, judging(token)], tokens: [token] }
    }),
  },
]

/** More than a small store has room for; each is signed, so there is an end to it. */
const FILLING = 300
const COPIES = 20
/** Seconds. */
const LIFE_OF_CACHED = 3
const HALF_AN_HOUR = 1800

/** @throws CannotBeMade */
export function refuseOneUse({ target }: AttackWorld): void {
  if (target.isOneUse === true) throw new CannotBeMade('a token may be used once there, so none is remembered as good')
}

function withOtherS(token: string): string {
  const end = token.lastIndexOf('.') + 1
  return token.slice(0, end) + withHighS(Buffer.from(token.slice(end), 'base64url')).toString('base64url')
}

/** Of the same length as another, and the same up to its last claim. */
const endingIn = (world: AttackWorld, last: string) => makeToken(world, { claims: { jti: 'the-same', zz: last } })
