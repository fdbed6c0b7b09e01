import type { CaseResult } from '../probe-report.ts'

/** Of so many cases one may stay open; where more do, the run has hardly looked. */
const MOST_UNCLEAR = 3

interface UnclearShare {
  readonly unclear: number
  /** How many were sent, of the classes MUST and SHOULD. */
  readonly sent: number
}

/**
 * How much nobody can tell, of what a standard or best practice asks for.
 * @returns undefined where a third of it at most stayed open
 */
export function whatProvesLittle(cases: readonly CaseResult[]): UnclearShare | undefined {
  const asked = cases.filter((each) => each.class !== 'POLICY' && each.verdict !== 'not-run')
  const unclear = asked.filter(({ verdict }) => verdict === 'inconclusive').length
  return unclear * MOST_UNCLEAR > asked.length ? { unclear, sent: asked.length } : undefined
}
