import type { RecordedStep, Recording } from './recorder.ts'
import { roundTime, type Step } from './step.ts'

/** What each process that took part has recorded, by its name. */
export type Recordings = Record<string, Recording[]>

/**
 * Puts the steps of all processes into one order: what a call caused stands behind the call. The order is that of
 * cause and effect, not of clocks, so that no answer ever stands before its question.
 * @param first what the process where the play began has recorded
 */
export function tellStory(first: Recording, recordings: Recordings): Step[] {
  return tellWithIds(first, recordings).map(withoutId)
}

/** The same, of those who know by its id what a step has caused. */
export const tellWithIds = (first: Recording, recordings: Recordings): RecordedStep[] =>
  inOrderOfCause(first, recordings).steps.map(({ step }) => step)

/** As it is told: ids are nothing that a person reads. */
export const withoutId = ({ id: _id, ...step }: RecordedStep): Step => step

/**
 * Whose steps the story lacks, because their trace was full or is not kept any more. Whoever was sent something has recorded that, even
 * where nothing else came of it; a key set is asked for on behalf of many, and in the trace of none.
 * @returns names as they stand in `to`; also of those that keep no steps at all, or could not be reached
 */
export function gapsIn(first: Recording, recordings: Recordings): Set<string> {
  const { steps, taken } = inOrderOfCause(first, recordings)
  const gaps = new Set<string>()
  for (const { step, hasEffect } of steps)
    if (step.verb === 'sends' && step.to !== undefined && !hasEffect && hasForgotten(recordings[step.to]))
      gaps.add(step.to)
  for (const recording of taken) {
    const name =
      recording.steps[0]?.who ?? Object.keys(recordings).find((each) => recordings[each]?.includes(recording))
    if (recording.isCut && name !== undefined) gaps.add(name)
  }
  return gaps
}

const hasForgotten = (kept: Recording[] | undefined): boolean =>
  kept === undefined || kept.length === 0 || kept.some(({ isLast }) => isLast)

interface OrderedStep {
  step: RecordedStep
  /** Somebody has recorded what it caused. */
  hasEffect: boolean
}

function inOrderOfCause(first: Recording, recordings: Recordings): { steps: OrderedStep[]; taken: Set<Recording> } {
  const causedBy = Map.groupBy(Object.values(recordings).flat(), ({ parentId }) => parentId)
  const taken = new Set<Recording>()

  function tell(recording: Recording, begin: number): OrderedStep[] {
    if (taken.has(recording)) return []
    taken.add(recording)
    return recording.steps.flatMap((step) => {
      const ms = roundTime(begin + step.ms)
      const caused = causedBy.get(step.id) ?? []
      return [{ step: { ...step, ms }, hasEffect: caused.length > 0 }, ...caused.flatMap((each) => tell(each, ms))]
    })
  }

  return { steps: tell(first, 0), taken }
}
