import type { Clock } from '../clock.ts'

/** So far apart the clocks of this machine and of a store on the network may be. Milliseconds. */
export const MOST_APART = 60_000

/** Somebody may set one of them. Milliseconds. */
const COMPARE_EVERY = 10_000

/** What a store on the network calls now: it lets values go by its own clock, and we say when by ours. */
export interface ServerClock {
  /** Whether they were compared a moment ago. */
  isSure(): boolean
  /** Compares them, once for all who wait for it. @throws Error when they are too far apart */
  compare(): Promise<void>
  /** A time of ours as the server will read it. */
  toServer(time: number): number
}

/** @param askTime what the server says that it is, in milliseconds since 1970 */
export function createServerClock(askTime: () => Promise<number>, clock: Clock): ServerClock {
  let comparedAt = -Infinity
  let ahead = 0
  let comparing: Promise<void> | undefined

  async function look(): Promise<void> {
    const before = clock.now()
    const theirs = await askTime()
    // The answer is a little older than now: what lives a little longer is no harm.
    ahead = theirs - before
    if (!(Math.abs(ahead) <= MOST_APART)) throw new Error(tooFarApart(ahead))
    comparedAt = clock.monotonic()
  }

  return {
    isSure: () => clock.monotonic() - comparedAt < COMPARE_EVERY,
    compare: () => (comparing ??= look().finally(() => (comparing = undefined))),
    toServer: (time) => time + ahead,
  }
}

const tooFarApart = (ahead: number) =>
  `its clock is ${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} that of this machine, more than ` +
  `${MOST_APART / 1000} s: it would forget used and revoked tokens too early or too late. Set both clocks`
