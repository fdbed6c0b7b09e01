import type { LabRun } from '../pages/attack-lab/lab-state.ts'
import type { AskConsole, Ticked, WorkshopStep } from './step.ts'

/** The route of B that wants access tokens: the first target of the lab. */
const LAB_TARGET = { cast: 'serviceb-scenario7' }

/** A step that is ticked by one case of the catalogue, run alone. @param id of the case */
export const byCaseAlone = (id: string): Pick<WorkshopStep, 'check' | 'solution'> => ({
  check: ({ runs }) => refusalOfCase(runs, id),
  solution: (ask) => runInLab(ask, id),
})

/** A run of this one case and of no other, to its end, in which the target said no. */
function refusalOfCase(runs: readonly LabRun[], id: string): Ticked | undefined {
  const run = runs.find(({ of, results, stopped }) => of === 1 && results[0]?.id === id && stopped === undefined)
  const [result] = run?.results ?? []
  if (result?.verdict !== 'refused') return undefined
  const status = result.got === undefined ? '' : ` with ${result.got.status}`
  return { sentence: `"${result.title}": sent, and refused${status}.` }
}

/** Runs one case, or a family, and comes back when it is over. */
export async function runInLab(ask: AskConsole, only: string): Promise<void> {
  await ask('/api/attacks/run', { target: LAB_TARGET, only: [only], wait: true })
}
