import type { Attack, AttackNeed } from '#attacks'
import type { Clock } from '#core/clock'
import type { CaseResult } from '../probe-report.ts'
import type { DoubtParts } from './doubts.ts'
import type { Lookout } from './lookout.ts'
import { forAll } from './pace.ts'
import { reportedCase, type ResultParts } from './result.ts'
import type { RunEnding } from './run-ending.ts'
import { isAlone } from './is-alone.ts'
import { runCase } from './run-case.ts'
import type { Weighed } from './weigh-attempt.ts'

export interface FamilyParts {
  /** For cases that stand alone: they change what the target believes. */
  readonly parts: DoubtParts
  /** For cases beside which others are under way. */
  readonly watched: DoubtParts
  readonly lookout: Lookout
  readonly ending: RunEnding
  readonly clock: Clock
  readonly whyLeftOut: ((attack: Attack) => string | undefined) | undefined
  readonly results: ResultParts
}

/** How many cases that touch nothing shared are under way at once. */
export const CASES_AT_ONCE = 8

/** After the end of a run those that are under way see that at their next request; what waits longer is not waited for. Milliseconds. */
const WIND_UP = 1000

/**
 * Those that touch nothing shared at once, then the others one by one; whoever waits for a listener holds up nobody.
 * @returns what was done, by id: not all of it, where the run has ended meanwhile
 */
export async function runFamily(
  attacks: readonly Attack[],
  family: FamilyParts,
): Promise<ReadonlyMap<string, Promise<CaseResult>>> {
  const { ending, clock, results } = family
  const begun = new Set<Attack>()
  const running = new Map<string, Promise<CaseResult>>()
  const all = runAll(attacks, family, { begun, running })
  await Promise.race([all, ending.hasEnded.then(() => clock.delay(WIND_UP))])
  all.catch(() => {}) // nobody waits for it any more
  const unfinished = [...begun].filter(({ id }) => !running.has(id))
  return new Map([
    ...running,
    ...unfinished.map((each) => [each.id, Promise.resolve(reportedCase(each, overtaken(ending), results))] as const),
  ])
}

async function runAll(
  attacks: readonly Attack[],
  { parts, watched, lookout, ending, whyLeftOut, results }: FamilyParts,
  { begun, running }: { readonly begun: Set<Attack>; readonly running: Map<string, Promise<CaseResult>> },
): Promise<void> {
  const start = async (attack: Attack, its: DoubtParts) => {
    const reason = whyLeftOut?.(attack)
    if (reason !== undefined)
      return void running.set(attack.id, Promise.resolve(reportedCase(attack, leftOut(reason), results)))
    if (isAlone(attack) && canBePlayed(attack, its)) await lookout.look()
    if (ending.reason !== undefined) return
    begun.add(attack)
    const finish = await runCase(attack, its)
    const isLate = ending.reason !== undefined
    const finished = finish().then((weighed) => (isLate ? whatIsCertain(weighed) : weighed))
    running.set(
      attack.id,
      finished.then((weighed) => reportedCase(attack, weighed ?? overtaken(ending), results)),
    )
  }
  const shared = attacks.filter((attack) => !isAlone(attack))
  await forAll(shared, CASES_AT_ONCE, (attack) => start(attack, watched))
  await forAll(attacks.filter(isAlone), 1, (attack) => start(attack, parts))
}

const canBePlayed = ({ needs }: Attack, { issuerSide }: DoubtParts): boolean =>
  needs.every((need: AttackNeed) => issuerSide.has.has(need))

/** Of a case whose later requests were not sent: what had come back before. */
const whatIsCertain = (weighed: Weighed): Weighed | undefined =>
  weighed.finding !== undefined && weighed.finding.kind !== 'watch' ? weighed : undefined

const overtaken = ({ reason = '' }: RunEnding): Weighed => ({
  verdict: 'inconclusive',
  remarks: [],
  reason: `the run stopped while it was under way: ${reason}`,
})

/** Why a case was not run, after a run has ended. */
export const notReachedBecause = (stopped: string | undefined): string => `the run had stopped before: ${stopped ?? ''}`

export const leftOut = (reason: string) => ({ verdict: 'not-run', remarks: [], reason }) as const
