import type { Attack } from '#attacks'
import type { CaseResult } from '../probe-report.ts'
import { sendGood } from './control-requests.ts'
import type { DoubtParts } from './doubts.ts'
import { HAD_ENOUGH } from './limits.ts'
import { pacedSender } from './pace.ts'
import { readOutcome } from './read-outcome.ts'
import { reportedCase, type AgainParts } from './result.ts'
import { runCase } from './run-case.ts'
import { isNotAllTaken, UNTIL_ROOM } from './send-together.ts'
import { createUndoneCases } from './undo.ts'
import type { Weighed } from './weigh-attempt.ts'

/** Requests in a second. */
const SLOW_RATE = 4

/** So long all of them may take. Milliseconds. */
const MOST_SLOW = 90_000

/** How long it is waited until the good token is believed, each time. Milliseconds. */
const UNTIL_GOOD = [0, 2000, 8000]

const REMARKS = {
  doubted: 'it was sent again, slower, for the target had had enough of us at first',
  dropped: 'it was sent again, slower and alone, for the target had ended the connection without an answer at first',
}

const MAY_LIMIT =
  'the target ended the connection without an answer, as it did to others that it answered when they came again, slower: a smaller --rate may help'

/**
 * What a limiter has left in doubt is sent again at the end, one case after the other and slower. A refusal counts then where the good
 * token is believed just before and just after it. What there is no time for stays as it was. The same with connections that ended
 * without an answer, as some limiters end them: what is answered now is judged by that, and what ends again has crashed.
 * @param done the results so far, by id; what is known now takes their place
 * @param doubted families in which a good token was refused meanwhile
 */
export async function askDoubtedAgain(
  cases: readonly Attack[],
  done: Map<string, Promise<CaseResult>>,
  { parts, doubted, results, ending, onResult }: AgainParts & { readonly doubted: ReadonlySet<string> },
): Promise<void> {
  const { clock } = parts
  const { whenFailed: _, ...calm } = parts
  const play = { ...calm, sender: pacedSender(parts.sender, SLOW_RATE, clock) }
  const slow: DoubtParts = { ...play, undone: createUndoneCases(play), chance: { isSeen: false } }
  const begun = clock.monotonic()
  const unasked: CaseResult[] = []
  let isOver = false
  let dropsByRate = 0
  for (const attack of cases) {
    const before = await done.get(attack.id)
    if (!before || !(isDropped(before) || isDoubted(before, doubted))) continue
    isOver ||= ending.reason !== undefined || clock.monotonic() - begun > MOST_SLOW
    isOver ||= !attack.needs.includes('key-set') && !(await isBelievedInTime(slow, UNTIL_GOOD))
    if (isOver || attack.needs.includes('key-set')) {
      unasked.push(before)
      continue
    }
    if (isNotAllTaken(before.reason)) await clock.delay(UNTIL_ROOM)
    const weighed = await (await runCase(attack, slow))()
    if (ending.reason !== undefined) return
    const isSure = weighed.finding?.kind === 'believed' || (await isBelievedInTime(slow, [0]))
    const isCase = weighed.verdict !== 'inconclusive' || isDropped(before)
    if (!isSure || !isCase || (isDropped(before) && isDropped(weighed))) continue
    if (isDropped(before)) dropsByRate++
    tell(attack, weighed, isDropped(before) ? REMARKS.dropped : REMARKS.doubted)
  }
  if (dropsByRate === 0) return
  for (const before of unasked.filter(isDropped)) {
    const attack = cases.find(({ id }) => id === before.id)
    if (attack) tell(attack, { verdict: 'inconclusive', remarks: [], reason: MAY_LIMIT })
  }

  function tell(attack: Attack, weighed: Weighed, ...remarks: string[]): void {
    const result = reportedCase(attack, { ...weighed, remarks: [...weighed.remarks, ...remarks] }, results)
    done.set(attack.id, Promise.resolve(result))
    onResult?.(result)
  }
}

/** The connection ended, and nothing of an answer had come. */
const isDropped = ({ finding, ...shown }: CaseResult | Weighed): boolean =>
  finding?.kind === 'crashed' && !('got' in shown) && !('answer' in shown)

/** What is said of a case when the same without its change was refused: perhaps by the limiter. */
const WITHOUT_CHANGE = /^(?:without its one change|the target believes no good token)/

/** It may have been a limiter that ended the connection. */
const ENDED_ONCE = /(?:\(it is crashed\)|crashed when it came again)/

function isDoubted({ verdict, reason = '', family }: CaseResult, doubted: ReadonlySet<string>): boolean {
  if (verdict !== 'inconclusive' && verdict !== 'not-run') return false
  return (
    reason.includes(HAD_ENOUGH) ||
    ENDED_ONCE.test(reason) ||
    (doubted.has(family) && (verdict === 'inconclusive' || WITHOUT_CHANGE.test(reason)))
  )
}

async function isBelievedInTime(parts: DoubtParts, waits: readonly number[]): Promise<boolean> {
  for (const milliseconds of waits) {
    if (milliseconds > 0) await parts.clock.delay(milliseconds)
    const { request, outcome } = await sendGood(parts)
    if (readOutcome(outcome, parts.yardstick, request).verdict === 'believed') return true
  }
  return false
}
