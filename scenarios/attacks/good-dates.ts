import { REFUSED_GOOD, type AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { claimIs, claimWritten, expiredSince } from './making/words.ts'
import { CannotBeMade, type AttackWorld } from './world.ts'

/** Good tokens whose dates are close to an end, or written otherwise. */
export const GOOD_DATES: readonly AttackRow[] = [
  {
    id: 'ok-no-nbf',
    title: 'It does not say when it begins',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 7519 §4.1.5'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing({ without: ['nbf'] }),
  },
  {
    id: 'ok-fractional-dates',
    title: 'Its dates have fractions of a second',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 7519 §2 (NumericDate may be non-integer)'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing((world) => {
      const { iat, exp } = goodDates(world)
      return { claims: { iat: iat - 0.25, exp: exp + 0.5 } }
    }),
  },
  {
    id: 'ok-exponent-dates',
    title: 'Its exp is written with an exponent',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 8259 §6'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing((world) => ({ payloadText: claimWritten('exp', goodDates(world).exp.toExponential()) })),
  },
  {
    id: 'ok-exp-in-leeway',
    title: 'It expired, and the leeway is not over yet',
    class: 'SHOULD',
    severity: REFUSED_GOOD,
    references: ['RFC 7519 §4.1.4'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing((world) => expiredSince(world, halfOfLeeway(world))),
  },
  {
    id: 'ok-nbf-in-leeway',
    title: 'It begins soon, within the leeway',
    class: 'SHOULD',
    severity: REFUSED_GOOD,
    references: ['RFC 7519 §4.1.5'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing((world) => claimIs('nbf', world.now() + halfOfLeeway(world))),
  },
  {
    id: 'ok-iat-in-leeway',
    title: 'It will be made soon, within the leeway',
    class: 'SHOULD',
    severity: REFUSED_GOOD,
    references: ['clock skew'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing((world) => claimIs('iat', world.now() + halfOfLeeway(world))),
  },
  {
    id: 'ok-nbf-now',
    title: 'It begins at this very second, by the last second of the leeway',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 7519 §4.1.5 ("after or equal")'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    isOfItsSecond: true,
    make: bearing(({ now, target }) => claimIs('nbf', now() + target.leewaySeconds)),
  },
  {
    id: 'ok-exp-next-second',
    title: 'It and its leeway end in the next second',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 7519 §4.1.4'],
    needs: ['issuer-key', 'time'],
    expects: ['2xx'],
    isOfItsSecond: true,
    make: bearing((world) => expiredSince(world, world.target.leewaySeconds - 1)),
  },
  {
    id: 'ok-jti-max-age',
    title: 'It is near the end of its life',
    class: 'POLICY', // a service may take young tokens alone (maxTokenAge): that is strict, and breaks no standard
    severity: REFUSED_GOOD,
    references: ['profile'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing((world) => {
      const { iat, exp } = goodDates(world)
      const past = Math.floor((exp - iat) * 0.7)
      return { claims: { iat: iat - past, nbf: iat - past, exp: exp - past } }
    }),
  },
]

/** A target may take no tokens that live longer than its good ones. */
function goodDates(world: AttackWorld): { iat: number; exp: number } {
  const { iat, exp } = world.good().claims
  if (typeof iat === 'number' && typeof exp === 'number') return { iat, exp }
  throw new CannotBeMade('the good token does not say from when to when it lives')
}

function halfOfLeeway({ target }: AttackWorld): number {
  if (target.leewaySeconds < 2) throw new CannotBeMade('the target has no leeway')
  return Math.floor(target.leewaySeconds / 2)
}
