import type { Attack, AttackNeed, AttackTarget } from '#attacks'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import type { SideName } from './weakness.ts'

/** How a run is set up: what it has, what the target expects, and which cases it is about. */
interface TwinSide {
  readonly has: ReadonlySet<AttackNeed>
  readonly target: Partial<AttackTarget>
  readonly algorithms?: readonly Algorithm[]
  /** Of which a good token is. */
  readonly favourite?: Algorithm
  /** The types that the service takes, where it is not that of a good token alone. */
  readonly types?: readonly string[]
  /** What good tokens have besides. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly isAbout: (attack: Attack) => boolean
}

const USUAL: readonly AttackNeed[] = [
  ...(['issuer-key', 'good-token', 'two-good-tokens', 'published-keys', 'listener', 'raw-socket'] as const),
  ...(['key-set', 'time', 'revocation', 'second-issuer', 'scope'] as const),
]

const sideWith = (need: AttackNeed, more: Partial<TwinSide> = {}): TwinSide => ({
  has: new Set([...USUAL, need]),
  target: {},
  claims: {},
  isAbout: ({ needs }) => needs.includes(need),
  ...more,
})

/** What differs from the plain side is seen by few cases only, and they are run alone. */
export const SIDES: Readonly<Record<SideName, TwinSide>> = {
  plain: { has: new Set(USUAL), target: {}, claims: {}, isAbout: ({ family }) => family !== 'issuer' },
  memory: {
    has: new Set(USUAL),
    target: {},
    claims: {},
    isAbout: ({ family }) => family === 'life' || family === 'signature',
  },
  'one-use': sideWith('one-use'),
  'lax-type': sideWith('lax-type', { types: ['at+jwt', 'JWT'] }),
  'all-algorithms': sideWith('issuer-key', { algorithms: ALL_ALGORITHMS, isAbout: ({ id }) => id === 'ok-es512' }),
  rsa: sideWith('issuer-key', { favourite: 'RS256', isAbout: ({ id }) => id === 'ok-es256' }),
  spiffe: sideWith('spiffe', { claims: { sub: 'spiffe://sandbox.test/servicea' } }),
  form: sideWith('form-body'),
  bound: sideWith('mtls', {
    has: new Set([...USUAL, 'mtls', 'dpop']),
    isAbout: ({ family }) => family === 'possession',
  }),
  actors: sideWith('actors', { target: { actor: 'servicea' }, claims: { act: { sub: 'servicea' } } }),
}
