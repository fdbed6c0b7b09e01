import { countFaults, p99 } from '../call-figures.ts'
import type { ProxiedCall } from './start-proxied-calls.ts'

/** One rotation of the signer's key: when it was told to, and when the new key signed. Milliseconds since 1970. */
export interface SidecarTurn {
  begin: number
  end: number
}

export interface SidecarDrillRecord {
  calls: readonly ProxiedCall[]
  turns: readonly SidecarTurn[]
}

export interface SidecarVerdict {
  calls: number
  rotations: number
  /** Calls that a rotation has cost, by their fault. */
  lost: Record<string, number>
  /** The same for each rotation, in their order. */
  lostByTurn: number[]
  /** Calls that failed because this machine could not keep up: they prove nothing. */
  tooSlow: Record<string, number>
  /** Calls that failed for something else: no rotation is to blame, but why so is to be found out. */
  otherFaults: Record<string, number>
  /** Milliseconds. */
  p99During: number
  p99Outside: number
  /** A grace with which no call of this run would have needed a key that was gone. Seconds. */
  enoughGrace: number
}

/** What a call says whose key was gone, or not there yet. A signer that has none belongs to it. */
const isKeyFault = (fault: string) => fault.endsWith('-key')

/** After a rotation the new key is asked for: whoever cannot ask for it cannot decide. */
const CANNOT_ASK = 'cannot-decide'

/** What slowness does by itself: a token expires on its way, the registry or the service is not waited for any longer. */
const SLOW_FAULTS = new Set(['expired', CANNOT_ASK, 'peer-timeout', '408', '504'])

/** A proxy that keeps up answers much faster. Milliseconds. */
const SLOW_CALL = 500

/** For so long after one question to the registry was in vain, others are not asked. Milliseconds. */
const SLOW_SHADOW = 3000

/** A rotation shows in calls for so long after it. Milliseconds. */
const TURN_SHADOW = 2000

/**
 * Tells calls that a rotation has cost from those that were lost for another reason. To a rotation belongs a fault of a key after
 * the first one began, and in the two seconds after each that a verifier could not ask for the new key. Where the machine was
 * slow at that time, slowness may have done it.
 */
export function judgeSidecars({ calls, turns }: SidecarDrillRecord): SidecarVerdict {
  const slow = calls.filter(({ begin, end }) => end - begin >= SLOW_CALL)
  const wasSlow = ({ begin, end }: ProxiedCall) =>
    slow.some((other) => other.begin <= end && other.end >= begin - SLOW_SHADOW)
  const turnOf = ({ end }: ProxiedCall) => turns.findLastIndex((turn) => turn.begin <= end)
  const isDuring = (call: ProxiedCall) => call.begin < (turns[turnOf(call)]?.end ?? -Infinity) + TURN_SHADOW
  const kindOf = (call: ProxiedCall): 'good' | 'lost' | 'tooSlow' | 'other' => {
    const { fault } = call
    if (fault === undefined) return 'good'
    if (isKeyFault(fault)) return turnOf(call) < 0 ? 'other' : 'lost'
    if (SLOW_FAULTS.has(fault) && wasSlow(call)) return 'tooSlow'
    return fault === CANNOT_ASK && isDuring(call) ? 'lost' : 'other'
  }
  const { lost = [], tooSlow = [], other = [] } = Object.groupBy(calls, kindOf)
  return {
    calls: calls.length,
    rotations: turns.length,
    lost: countFaults(lost),
    lostByTurn: turns.map((_turn, index) => lost.filter((call) => turnOf(call) === index).length),
    tooSlow: countFaults(tooSlow),
    otherFaults: countFaults(other),
    p99During: p99(calls.filter(isDuring)),
    p99Outside: p99(calls.filter((call) => !isDuring(call))),
    enoughGrace: Math.max(0, ...turns.map((turn) => neededInTurn(turn, calls))) / 1000,
  }
}

/**
 * The registry lets go of the old key between the begin and the end of a turn. A call that began before its end may have been
 * signed by the old one, and needed it until its own end at the most. Milliseconds.
 */
function neededInTurn({ begin, end }: SidecarTurn, calls: readonly ProxiedCall[]): number {
  const underWay = calls.filter((call) => call.begin <= end && call.end >= begin)
  return underWay.reduce((longest, call) => Math.max(longest, call.end - begin), 0)
}
