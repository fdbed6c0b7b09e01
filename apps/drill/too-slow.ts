import { TOKEN_LIFETIME } from './options.ts'
import type { DrillCall } from './start-calls.ts'

/** A sandbox that keeps up answers much faster; a token is used for about a second less than its life. Milliseconds. */
const SLOW = 500

/** The dates of a token are whole seconds. */
const LIFE = (TOKEN_LIFETIME + 1) * 1000

/** What slowness does by itself: the token ends on the way, or somebody waits no longer (400: for a TLS handshake). */
const FAULTS_OF_SLOWNESS = new Set(['expired', '400', '408', '503', '504'])

/**
 * Tells calls that failed because this machine could not keep up: a rotation is not to blame for them. Two things must
 * come together. The fault is one that slowness makes: also `revoked-key`, when every token of the retired key had ended
 * by then and only a late one can have been refused. And a call was slow, this one or another one in the life of its
 * token: where all is quick, the same fault is a lost call.
 * @param activations when each new key took over, in milliseconds since 1970
 */
export function findTooSlow(calls: readonly DrillCall[], activations: readonly number[]): ReadonlySet<DrillCall> {
  const slow = calls.filter(({ begin, end }) => end - begin >= SLOW)
  const couldNotKeepUp = ({ begin, end }: DrillCall) =>
    slow.some((other) => other.begin <= end && other.end >= begin - LIFE)
  const cameTooLate = ({ end }: DrillCall) => {
    const activatedAt = activations.findLast((at) => at <= end)
    return activatedAt !== undefined && end >= activatedAt + LIFE
  }
  const isOfSlowness = (call: DrillCall) =>
    FAULTS_OF_SLOWNESS.has(call.fault ?? '') || (call.fault === 'revoked-key' && cameTooLate(call))
  return new Set(calls.filter((call) => isOfSlowness(call) && couldNotKeepUp(call)))
}
