let ahead = 0
const { now } = Date
const monotonic = performance.now.bind(performance)

Date.now = () => now() + ahead
performance.now = () => monotonic() + ahead

/** So much time passes for the clients of this process: in their caches, and for the tokens that they see. */
export function moveClock(seconds) {
  ahead += seconds * 1000
  return `${ahead / 1000} s ahead`
}
