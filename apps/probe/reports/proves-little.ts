import type { CaseResult } from '../probe-report.ts'

/** Of so many cases one may stay open; where more do, the run has hardly looked. */
const MOST_UNCLEAR = 3

interface UnclearShare {
  readonly unclear: number
  /** How many of these classes were sent. */
  readonly sent: number
  readonly classes: 'MUST and SHOULD' | 'POLICY'
}

/**
 * How much nobody can tell, of what a standard or best practice asks for; of a run that asks for neither, of what it asks for.
 * @returns undefined where a third of it at most stayed open
 */
export function whatProvesLittle(cases: readonly CaseResult[]): UnclearShare | undefined {
  const sent = cases.filter(({ verdict }) => verdict !== 'not-run')
  const due = sent.filter((each) => each.class !== 'POLICY')
  const asked = due.length > 0 ? due : sent
  const unclear = asked.filter(({ verdict }) => verdict === 'inconclusive').length
  const classes = due.length > 0 ? 'MUST and SHOULD' : 'POLICY'
  return unclear * MOST_UNCLEAR > asked.length ? { unclear, sent: asked.length, classes } : undefined
}
