import { isLoopback } from '#core/http/loopback'
import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { placeOfGuesser } from './guesses.ts'

/** So many people may join from one address within {@link JOINS_WITHIN}: each makes the room start a sandbox. */
export const MOST_JOINS = 3
const JOINS_WITHIN = 10_000

/** More than a room has seats; who has more addresses makes room by the oldest. */
const MOST_JOINERS = 1000

/** Bounds how fast people join from one place: whoever has the code would otherwise take all seats in one moment. */
export interface JoinPace {
  /**
   * Counts a person that joins. Those of this machine are not told apart: a proxy or a tunnel in front of the room brings everybody.
   * @throws Problem too-many-requests
   */
  mayJoin(address: string | undefined): void
}

export function createJoinPace(clock: Pick<Clock, 'monotonic'>): JoinPace {
  const joined = new Map<string, readonly number[]>()
  return {
    mayJoin(address) {
      if (address === undefined || isLoopback(address)) return
      const now = clock.monotonic()
      const place = placeOfGuesser(address)
      const lately = (joined.get(place) ?? []).filter((at) => now - at < JOINS_WITHIN)
      const [first] = lately
      if (lately.length >= MOST_JOINS && first !== undefined) {
        const wait = Math.ceil((first + JOINS_WITHIN - now) / 1000)
        throw new Problem('too-many-requests', TOO_FAST, {
          headers: { 'retry-after': String(wait) },
          members: { [QUEUE]: wait },
        })
      }
      joined.delete(place)
      joined.set(place, [...lately, now])
      const [oldest] = joined.keys()
      if (joined.size > MOST_JOINERS && oldest !== undefined) joined.delete(oldest)
    },
  }
}

/** The member of the problem that tells it from other refusals. */
const QUEUE = 'secondsInQueue'

/** @returns how long somebody waits who may join, and is too fast; undefined: it is refused for something else */
export function secondsInQueue({ members }: Problem): number | undefined {
  const seconds = members[QUEUE]
  return typeof seconds === 'number' ? seconds : undefined
}

const TOO_FAST = 'Several people have just joined from your address. Wait ten seconds, and join then.'
