import type { Recording } from './recorder.ts'
import { roundTime, type Step } from './step.ts'

/** What each process that took part has recorded, by its name. */
export type Recordings = Record<string, Recording[]>

/**
 * Puts the steps of all processes into one order: what a call caused stands behind the call. The order is that of
 * cause and effect, not of clocks, so that no answer ever stands before its question.
 * @param first what the process where the play began has recorded
 */
export function tellStory(first: Recording, recordings: Recordings): Step[] {
  const causedBy = Map.groupBy(Object.values(recordings).flat(), ({ parentId }) => parentId)
  const taken = new Set<Recording>()

  function tell(recording: Recording, begin: number): Step[] {
    if (taken.has(recording)) return []
    taken.add(recording)
    return recording.steps.flatMap(({ id, ...step }) => {
      const ms = roundTime(begin + step.ms)
      const effects = (causedBy.get(id) ?? []).flatMap((caused) => tell(caused, ms))
      return [{ ...step, ms }, ...effects]
    })
  }

  return tell(first, 0)
}
