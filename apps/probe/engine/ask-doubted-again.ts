import type { Attack } from '#attacks'
import type { CaseResult } from '../probe-report.ts'
import { sendGood } from './control-requests.ts'
import type { DoubtParts } from './doubts.ts'
import { HAD_ENOUGH } from './limits.ts'
import { pacedSender } from './pace.ts'
import { readOutcome } from './read-outcome.ts'
import { reportedCase, type ResultParts } from './result.ts'
import { runCase } from './run-case.ts'
import type { RunEnding } from './run-ending.ts'
import { createUndoneCases } from './undo.ts'

/** Requests in a second. */
const SLOW_RATE = 4

/** So long all of them may take. Milliseconds. */
const MOST_SLOW = 90_000

/** How long it is waited until the good token is believed, each time. Milliseconds. */
const UNTIL_GOOD = [0, 2000, 8000]

const REMARK = 'it was sent again, slower, for the target had had enough of us at first'

/**
 * What a limiter has left in doubt is sent again at the end, one case after the other and slower. A refusal counts then where the good
 * token is believed just before and just after it. What there is no time for stays as it was.
 * @param done the results so far, by id; what is known now takes their place
 * @param doubted families in which a good token was refused meanwhile
 */
export async function askDoubtedAgain(
  cases: readonly Attack[],
  done: Map<string, Promise<CaseResult>>,
  {
    parts,
    doubted,
    results,
    ending,
    onResult,
  }: {
    readonly parts: DoubtParts
    readonly doubted: ReadonlySet<string>
    readonly results: ResultParts
    readonly ending: RunEnding
    readonly onResult?: ((result: CaseResult) => void) | undefined
  },
): Promise<void> {
  const { clock } = parts
  const { whenFailed: _, ...calm } = parts
  const play = { ...calm, sender: pacedSender(parts.sender, SLOW_RATE, clock) }
  const slow: DoubtParts = { ...play, undone: createUndoneCases(play), chance: { isSeen: false } }
  const begun = clock.monotonic()
  for (const attack of cases) {
    const before = await done.get(attack.id)
    if (!before || !isDoubted(before, doubted) || attack.needs.includes('key-set')) continue
    if (ending.reason !== undefined || clock.monotonic() - begun > MOST_SLOW) return
    if (!(await isBelievedInTime(slow, UNTIL_GOOD))) return
    const weighed = await (await runCase(attack, slow))()
    if (ending.reason !== undefined) return
    const isSure = weighed.finding?.kind === 'believed' || (await isBelievedInTime(slow, [0]))
    if (!isSure || weighed.verdict === 'inconclusive') continue
    const result = reportedCase(attack, { ...weighed, remarks: [...weighed.remarks, REMARK] }, results)
    done.set(attack.id, Promise.resolve(result))
    onResult?.(result)
  }
}

/** What is said of a case when the same without its change was refused: perhaps by the limiter. */
const WITHOUT_CHANGE = /^(?:without its one change|the target believes no good token)/

function isDoubted({ verdict, reason = '', family }: CaseResult, doubted: ReadonlySet<string>): boolean {
  if (verdict !== 'inconclusive' && verdict !== 'not-run') return false
  return (
    reason.startsWith(HAD_ENOUGH) ||
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
