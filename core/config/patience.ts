import { kinds, setting } from './setting.ts'

/** How long the processes of a sandbox wait for each other. All of it follows from one setting: a slow machine has one to raise. */
export const patienceSettings = {
  peerTimeoutMilliseconds: setting(
    'PEER_TIMEOUT',
    kinds.duration,
    '5',
    'How long a play may wait for other processes in all, in seconds; the limits of the proxies on its way are shares of it.',
  ),
}

/** How long somebody is waited for. Milliseconds. */
export interface Patience {
  /** For all of a play. */
  play: number
  /** For whoever has ordered a play: by then its caller has named who is at fault, and has collected the steps of all. */
  tool: number
  /** Whoever stands in between gives up before the caller does, and can still say who is missing. */
  between: number
  /** For one thing that many wait for, as a key set: whoever waits can still fall back, or say who is missing. */
  fetch: number
  /** For what is opened when somebody first comes: that takes what the machine needs, and never less than a play. */
  opening: number
  /** For a proxy: until a connection stands, and for the head of an answer, which may come from what has to be opened first. */
  forward: { connect: number; headers: number }
}

const SHARE_BETWEEN = 0.8
const SHARE_OF_FETCH = 0.5
const SHARE_OF_TOOL = 1.5
const LEAST_FOR_STEPS = 7500
const LEAST_FOR_OPENING = 30_000

/** The one rule by which each limit of the sandbox follows PEER_TIMEOUT. */
export function patienceOf({ peerTimeoutMilliseconds: play }: { peerTimeoutMilliseconds: number }): Patience {
  const opening = Math.max(LEAST_FOR_OPENING, play)
  return {
    play,
    tool: play * SHARE_OF_TOOL + LEAST_FOR_STEPS,
    between: play * SHARE_BETWEEN,
    fetch: play * SHARE_OF_FETCH,
    opening,
    forward: { connect: play, headers: opening },
  }
}
