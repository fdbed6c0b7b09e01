import { KeyObject } from 'node:crypto'
import type { KeyRings } from '#core/rings/key-rings'
import { LOGIN_RING } from './login-ring.ts'

/** As the library takes them. */
type PrivateJwk = Record<string, unknown>

/** The keys of the provider as its ring has them now. */
export interface ProviderKeys {
  /** Made at the first use. */
  ensure(): Promise<void>
  /** Says another text when another key signs, or is published, or none is any longer. */
  version(): string
  /** The one that signs first: of several for one algorithm, the library takes the first. */
  all(): { keys: PrivateJwk[] }
}

export function keysOfLoginRing(rings: Pick<KeyRings, 'ensure' | 'active' | 'published'>): ProviderKeys {
  const inOrder = () => {
    const active = rings.active(LOGIN_RING)
    const others = rings.published(LOGIN_RING).filter(({ kid }) => kid !== active?.kid)
    return active ? [active, ...others] : others
  }
  return {
    async ensure() {
      if (!rings.active(LOGIN_RING)) await rings.ensure(LOGIN_RING)
    },
    version: () =>
      inOrder()
        .map(({ kid }) => kid)
        .join(' '),
    all: () => ({
      keys: inOrder().map(({ kid, algorithm, privateKey }) => ({
        ...KeyObject.from(privateKey).export({ format: 'jwk' }),
        kid,
        alg: algorithm,
        use: 'sig',
      })),
    }),
  }
}
