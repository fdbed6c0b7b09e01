import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import type { FactoryKeys } from './factory-keys.ts'

/** So many plays have keys of their own, each for so long at least. Milliseconds. */
export const PLAY_KEYS = { most: 50, time: 10_000 }

/**
 * Keys for one play alone: within it they are kept, as in any other. Who can name a play can make one up, and each costs
 * the factory a question for its keys: hence the bound.
 * @param clock that of the machine
 * @throws Problem too-many-requests when there are too many at once
 */
export function oncePerPlay(
  open: (ringId?: string) => FactoryKeys,
  clock: Clock,
): (traceId: string, ringId?: string) => FactoryKeys {
  const plays = new Map<string, { keys: FactoryKeys; since: number }>()

  function makeRoom(now: number): void {
    if (plays.size < PLAY_KEYS.most) return
    const [oldest] = plays
    if (!oldest || now - oldest[1].since < PLAY_KEYS.time)
      throw new Problem('too-many-requests', TOO_MANY_PLAYS, LATER_PLEASE)
    plays.delete(oldest[0])
  }

  return (traceId, ringId = '') => {
    const name = `${traceId} ${ringId}`
    const known = plays.get(name)
    if (known) return known.keys
    const since = clock.monotonic()
    makeRoom(since)
    const keys = open(ringId === '' ? undefined : ringId)
    plays.set(name, { keys, since })
    return keys
  }
}

const TOO_MANY_PLAYS = 'Too many plays without keys are going on. Ask again in a moment.'
const LATER_PLEASE = { headers: { 'retry-after': String(PLAY_KEYS.time / 1000) } }
