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
import { BROKE_WORDS, whatBroke, type Broke } from './what-broke.ts'

/** Requests in a second. */
const SLOW_RATE = 4

/** So long all of them may take. Milliseconds. */
const MOST_SLOW = 90_000

/** How long it is waited until the good token is believed, each time. Milliseconds. */
const UNTIL_GOOD = [0, 2000, 8000]

const DOUBTED = 'it was sent again, slower, for the target had had enough of us at first'

const brokeAtFirst = (broke: Broke): string =>
  `it was sent again, slower and alone, for the target ${BROKE_WORDS[broke]} at first`

const mayHavePassed = (broke: Broke): string =>
  `the target ${BROKE_WORDS[broke]}, as it did to others, and no more when they came again, slower: ${broke === 'dropped' ? 'a smaller --rate may help' : '--only asks for this one again'}`

/**
 * What a limiter has left in doubt is sent again at the end, one case after the other and slower. A refusal counts then where the good
 * token is believed just before and just after it. What there is no time for stays as it was. The same with what broke once, by a 5xx,
 * a connection that ended, or no answer in time: what is answered now is judged by that, and what breaks so again is a finding.
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
  const unasked: [attack: Attack, broke: Broke][] = []
  const passed = new Set<Broke>()
  let isOver = false
  for (const attack of cases.toSorted((one, other) => Number(needsKeySet(one)) - Number(needsKeySet(other)))) {
    const before = await done.get(attack.id)
    const broke = before && whatBroke(before, attack.family)
    if (!before || !(broke ?? (isDoubted(before, doubted) && !needsKeySet(attack)))) continue
    isOver ||= ending.reason !== undefined || clock.monotonic() - begun > MOST_SLOW
    isOver ||= !(await isBelievedInTime(slow, UNTIL_GOOD))
    if (isOver) {
      if (broke) unasked.push([attack, broke])
      continue
    }
    if (isNotAllTaken(before.reason)) await clock.delay(UNTIL_ROOM)
    const weighed = await (await runCase(attack, slow))()
    if (ending.reason !== undefined) return
    const isSure = weighed.finding?.kind === 'believed' || (await isBelievedInTime(slow, [0]))
    const isCase = weighed.verdict !== 'inconclusive' || (broke && !needsKeySet(attack)) // that was not read again, perhaps
    if (!isSure || !isCase || (broke && broke === whatBroke(weighed, attack.family))) continue
    if (broke) passed.add(broke)
    tell(attack, weighed, broke ? brokeAtFirst(broke) : DOUBTED)
  }
  for (const [attack, broke] of unasked)
    if (passed.has(broke)) tell(attack, { verdict: 'inconclusive', remarks: [], reason: mayHavePassed(broke) })

  function tell(attack: Attack, weighed: Weighed, ...remarks: string[]): void {
    const result = reportedCase(attack, { ...weighed, remarks: [...weighed.remarks, ...remarks] }, results)
    done.set(attack.id, Promise.resolve(result))
    onResult?.(result)
  }
}

/** It may take a minute until the target has read each key set: such a case comes last, and only where it broke. */
const needsKeySet = ({ needs }: Attack): boolean => needs.includes('key-set')

/** What is said of a case when the same without its change was refused: perhaps by the limiter. */
const WITHOUT_CHANGE = /^(?:without its one change|the target believes no good token)/

/** What the refusal is held against broke once. */
const BROKE_ONCE = /(?:\(it is (?:crashed|hung)\)|(?:crashed|hung) when it came again)/

function isDoubted({ verdict, reason = '', family }: CaseResult, doubted: ReadonlySet<string>): boolean {
  if (verdict !== 'inconclusive' && verdict !== 'not-run') return false
  return (
    reason.includes(HAD_ENOUGH) ||
    BROKE_ONCE.test(reason) ||
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
