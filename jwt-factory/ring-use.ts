import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'

const SPACE = 'rings-in-use'

/** A use is written down at most so often. Milliseconds. */
const EVERY = 60_000

/** Which rings have signed tokens that may still live: their place is not given to another. */
export interface RingUse {
  /** Called before a ring signs. @param client for whom, where that is a registered one */
  note(ringId: string, client?: string): Promise<void>
  /** The same beside what it is called for: a token is not refused because this could not be written down. */
  noteBeside(ringId: string): void
  /** The ring is gone, and its tokens with it. So no more is kept than there are rings. */
  forget(ringId: string): Promise<void>
  ringIds(): Promise<ReadonlySet<string>>
  /** Those rings, each with the client for whom it was noted last; an empty text where there is none. */
  holders(): Promise<ReadonlyMap<string, string>>
  /** Whether it was noted here a moment ago: then it is in use. */
  isNoted(ringId: string): boolean
  /** What was noted until now may not be there any more: each is noted at its next use. */
  begin(): void
}

export interface RingUseParts {
  store: Store
  clock: Clock
  /** The time by which something may be forgotten: whose place is given away is gone for good. */
  sureNow: () => number
  /** How long after its signature a token may be believed. */
  lifeSeconds: number
  /** Rings that stay, used or not: nothing is written down for them. */
  firstRings: readonly string[]
}

export function createRingUse({ store, clock, sureNow, lifeSeconds, firstRings }: RingUseParts): RingUse {
  const noted = new Map<string, number>()
  const isNoted = (ringId: string) => clock.monotonic() - (noted.get(ringId) ?? -Infinity) < EVERY

  async function note(ringId: string, client = ''): Promise<void> {
    if (firstRings.includes(ringId) || isNoted(ringId)) return
    for (const other of noted.keys()) if (!isNoted(other)) noted.delete(other)
    noted.set(ringId, clock.monotonic()) // before it is: while a store is away, one write for each ring waits for it
    try {
      await store.set(SPACE, ringId, `${clock.now() + lifeSeconds * 1000 + EVERY} ${client}`.trimEnd())
    } catch (error) {
      noted.delete(ringId)
      throw error
    }
  }

  async function holders(): Promise<ReadonlyMap<string, string>> {
    const living = (await store.list(SPACE)).filter(([, text]) => Number(text.split(' ', 1)[0]) > sureNow())
    return new Map(
      living.map(([ringId, text]) => [ringId, text.includes(' ') ? text.slice(text.indexOf(' ') + 1) : '']),
    )
  }

  return {
    note,
    noteBeside: (ringId) => void note(ringId).catch(() => {}),
    async forget(ringId) {
      noted.delete(ringId)
      await store.delete(SPACE, ringId)
    },
    begin: () => noted.clear(),
    isNoted,
    ringIds: async () => new Set((await holders()).keys()),
    holders,
  }
}
