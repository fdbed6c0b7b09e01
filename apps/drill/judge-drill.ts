import { countFaults, p99, sumOfFaults, TOLERATED_SHARE } from './call-figures.ts'
import type { DrillCall } from './start-calls.ts'
import { findTooSlow } from './too-slow.ts'

/** One rotation: when it began, and when the new key took over (between the two times). Milliseconds since 1970. */
export interface Turn {
  begin: number
  activateFrom: number
  activatedAt: number
}

export interface DrillRecord {
  calls: readonly DrillCall[]
  /** How many of them came before the emergency. */
  counted: number
  turns: readonly Turn[]
  emergencyAt: number
  keySetFetches: number
}

export interface DrillVerdict {
  calls: number
  failures: number
  /** How many of each fault. */
  faults: Record<string, number>
  /** How many of each fault failed because this machine could not keep up: they are no failures, and prove nothing. */
  tooSlow: Record<string, number>
  /** Milliseconds. */
  p99During: number
  p99Outside: number
  keySetFetches: number
  rotations: number
  /** How long after its retirement a key was still needed, at the most: seconds. */
  smallestSafeOverlap: number
  emergency: {
    /** Calls that were refused because their key was revoked, as they should be. */
    refused: number
    /** How long the revoked key was still believed: seconds. */
    believedFor: number
  }
}

/** A rotation shows in the times of calls for so long after each of its steps. Milliseconds. */
const SHADOW = 1000

/** After the emergency a token of the revoked key is refused: that is no failure but the point of it. */
export const isExpected = ({ fault }: DrillCall) => fault === 'revoked-key'

export function judgeDrill({ calls, counted, turns, emergencyAt, keySetFetches }: DrillRecord): DrillVerdict {
  const regular = calls.slice(0, counted)
  const aftermath = calls.slice(counted)
  const tooSlow = findTooSlow(
    calls,
    turns.map(({ activatedAt }) => activatedAt),
  )
  const failed = [...regular, ...aftermath.filter((call) => !isExpected(call))].filter(({ fault }) => fault)
  const lost = failed.filter((call) => !tooSlow.has(call))
  const judged = regular.filter((call) => !tooSlow.has(call))
  const isDuring = ({ begin }: DrillCall) =>
    turns.some((turn) => [turn.begin, turn.activatedAt].some((at) => begin >= at && begin < at + SHADOW))
  return {
    calls: regular.length,
    failures: lost.length,
    faults: countFaults(lost),
    tooSlow: countFaults(failed.filter((call) => tooSlow.has(call))),
    p99During: p99(regular.filter(isDuring)),
    p99Outside: p99(regular.filter((call) => !isDuring(call))),
    keySetFetches,
    rotations: turns.length,
    smallestSafeOverlap: smallestSafeOverlap(turns, judged) / 1000,
    emergency: {
      refused: aftermath.filter(isExpected).length,
      believedFor: lastUse(usedBy(emergencyAt, calls), emergencyAt, aftermath) / 1000,
    },
  }
}

/** Of all turns, the one after which the earlier key was needed for longest. Milliseconds. */
function smallestSafeOverlap(turns: readonly Turn[], calls: readonly DrillCall[]): number {
  const ends = [...turns.slice(1).map(({ activateFrom }) => activateFrom), Infinity]
  return Math.max(0, ...turns.map((turn, index) => neededAfter(turn, ends[index] ?? Infinity, calls)))
}

/**
 * How long after a key was retired a token that it signed was still used. A token that was in use before the new key
 * took over was signed by the old one. A call that failed for its key needed it too, one that was under way then until
 * its end at the most; after the next turn it may have been the next key that was missing.
 */
function neededAfter({ activateFrom, activatedAt }: Turn, nextTurn: number, calls: readonly DrillCall[]): number {
  const failures = calls.filter(
    ({ fault, begin, end }) => fault?.endsWith('-key') && end >= activateFrom && begin < nextTurn,
  )
  const needed = failures.map(({ begin, end }) => (begin < activatedAt ? end - activateFrom : begin - activatedAt))
  const lastFailure = Math.max(0, ...needed)
  return Math.max(lastFailure, lastUse(usedBy(activateFrom, calls), activatedAt, calls))
}

function usedBy(time: number, calls: readonly DrillCall[]): Set<string> {
  return new Set(calls.filter(({ end }) => end <= time).flatMap(({ tokenIds }) => tokenIds))
}

/** @returns how long after `since` one of these tokens was used for the last time, in milliseconds */
function lastUse(tokenIds: Set<string>, since: number, calls: readonly DrillCall[]): number {
  const uses = calls.filter((call) => call.tokenIds.some((id) => tokenIds.has(id)))
  return uses.reduce((latest, { begin }) => Math.max(latest, begin - since), 0)
}

/** What a drill has shown. Too slow a machine shows nothing. */
export function outcomeOf({ calls, failures, tooSlow }: DrillVerdict): 'passed' | 'failed' | 'undecided' {
  if (failures > 0) return 'failed'
  return sumOfFaults(tooSlow) > calls * TOLERATED_SHARE ? 'undecided' : 'passed'
}
