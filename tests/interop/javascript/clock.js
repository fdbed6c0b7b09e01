import { setTimeout } from 'node:timers/promises'

let ahead = 0
const { now } = Date
const monotonic = performance.now.bind(performance)

Date.now = () => now() + ahead
performance.now = () => monotonic() + ahead

/** A cache may look at the clock once in a millisecond, and go by that until then (lru-cache). Milliseconds. */
const SEEN_FOR = 2

/** So much time passes for the clients of this process: in their caches, and for the tokens that they see. */
export async function moveClock(seconds) {
  ahead += seconds * 1000
  await setTimeout(SEEN_FOR)
  return `${ahead / 1000} s ahead`
}
