import type { LabRun } from '../pages/attack-lab/lab-state.ts'
import type { CaseResult } from '../../probe/probe-report.ts'
import type { AskConsole, Ticked, WorkshopStep } from './step.ts'

/** The route of B that wants access tokens: the first target of the lab. */
export const ROUTE_OF_B = 'serviceb-scenario7'

/** A case, and the refusal that is wanted of it. */
export interface WantedRefusal {
  readonly id: string
  /** What the answer says of the check that refused, as one of its members: `reason` of a service, `error` of the factory. */
  readonly says: readonly [member: 'reason' | 'error', word: string]
}

/** A step that is ticked by one case of the catalogue, run alone against B in scenario 7, and refused by that check. */
export const byCaseAlone = (wanted: WantedRefusal): Pick<WorkshopStep, 'check' | 'solution'> => ({
  check({ runs }): Ticked | undefined {
    const result = runs.map((run) => resultAlone(run, wanted.id)).find((each) => each && isRefusedAs(each, wanted))
    return (
      result && { sentence: `"${result.title}": sent, and refused with ${result.got?.status} (${wanted.says[1]}).` }
    )
  },
  solution: (ask) => runInLab(ask, wanted.id),
})

/** Of a run of this one case and of no other, against B in scenario 7. */
export const resultAlone = (run: LabRun, id: string): CaseResult | undefined =>
  run.of === 1 && isAgainst(run, ROUTE_OF_B) ? run.results.find((each) => each.id === id) : undefined

/** Whether it went there, and came to its end. */
export const isAgainst = ({ whom, stopped }: LabRun, cast: string): boolean =>
  'cast' in whom && whom.cast === cast && stopped === undefined

/** Whether the target said no, by that check. */
export const isRefusedAs = (
  { verdict, got }: CaseResult,
  { says: [member, word] }: Pick<WantedRefusal, 'says'>,
): boolean => verdict === 'refused' && got !== undefined && got.body.includes(`"${member}":"${word}"`)

/** Runs one case, or a family, and comes back when it is over. */
export async function runInLab(ask: AskConsole, only: string, cast = ROUTE_OF_B): Promise<void> {
  await ask('/api/attacks/run', { target: { cast }, only: [only], wait: true })
}
