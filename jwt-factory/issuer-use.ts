import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import { MAIN, type Issuer } from './issuer.ts'

const SPACE = 'issuers-in-use'

/** A use is written down at most so often. Milliseconds. */
const EVERY = 60_000

/** Which named issuers have signed tokens that may still live: their place is not given to another. */
export interface IssuerUse {
  /** Called before an issuer signs. */
  note(issuer: Issuer): Promise<void>
  names(): Promise<ReadonlySet<string>>
}

/** @param lifeSeconds how long after its signature a token may be believed */
export function createIssuerUse(store: Store, clock: Clock, lifeSeconds: number): IssuerUse {
  const noted = new Map<string, number>()
  return {
    async note({ name }) {
      const last = noted.get(name)
      if (name === MAIN || (last !== undefined && clock.monotonic() - last < EVERY)) return
      await store.set(SPACE, name, '', clock.now() + lifeSeconds * 1000 + EVERY)
      noted.set(name, clock.monotonic())
      for (const [other, at] of noted) if (clock.monotonic() - at >= EVERY) noted.delete(other)
    },
    names: async () => new Set((await store.list(SPACE)).map(([name]) => name)),
  }
}
