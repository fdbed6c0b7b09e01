import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import { isSamePlace } from '#core/http/local'
import { createAskControl } from './ask-control.ts'
import { openMovedClock, type MovedClock, type NoteClock } from './moved-clocks.ts'
import type { createUndoing } from './undo-all.ts'

/** How time passes in a run. */
export interface TimeOfRun {
  /** Whether it can be made to pass. */
  readonly isMoved: boolean
  readonly whyNot: string | undefined
  move(seconds: number, of: 'all' | 'target'): Promise<void>
  moveBack(): Promise<void>
}

/** Both clocks at once. They may be one, which is moved once: moved for each, it would be twice as far, and nobody knew its time meanwhile. */
export const createMovedTime = (issuer: MovedClock, target: MovedClock): TimeOfRun => {
  const both = new Set([issuer, target])
  const fixed = issuer.fixed ?? target.fixed
  return {
    isMoved: fixed === undefined,
    whyNot: fixed,
    async move(seconds, of) {
      const clocks = [...(of === 'all' ? both : [target])]
      const ends = await Promise.allSettled(clocks.map((each) => each.move(seconds)))
      const failed = ends.find((each) => each.status === 'rejected')
      if (!failed) return
      // One that moved alone would be apart from the other for the rest of the run.
      const alone = clocks.filter((_, at) => ends[at]?.status === 'fulfilled')
      await Promise.allSettled(alone.map((each) => each.move(-seconds)))
      throw failed.reason
    },
    moveBack: async () => void (await Promise.allSettled([...both].map((each) => each.moveBack()))),
  }
}

/** The time of the machine passes by itself, for whoever waits. @param patienceSeconds no step waits longer */
export const createWaitedTime = (clock: Clock, patienceSeconds: number, whyNot?: string): TimeOfRun => {
  let waited = 0
  return {
    isMoved: patienceSeconds > 0,
    whyNot,
    async move(seconds, of) {
      if (of === 'target') throw new CannotBeMade('the clock of the target alone cannot be moved')
      if (seconds < -waited) throw new CannotBeMade('nobody can wait for a time that is over')
      if (seconds > patienceSeconds)
        throw new CannotBeMade(
          `it would have to wait ${seconds} s, and the run waits ${patienceSeconds} s at most (--lifetimes)`,
        )
      waited += seconds
      if (seconds > 0) await clock.delay(seconds * 1000) // what was waited for need not be taken back
    },
    moveBack: async () => {},
  }
}

export interface TimeParts {
  readonly clock: Clock
  readonly controlToken?: string | undefined
  /** Where the factory listens without TLS, and its clock. */
  readonly factoryUrl: URL
  readonly factoryClock: MovedClock
  /** The control plane of the target, where it is a process of the sandbox. */
  readonly targetControlUrl?: URL | undefined
  /** How long a step may wait where no clock can be moved. Seconds; 0 for not at all. */
  readonly patienceSeconds?: number
  readonly notesAt: (url: URL) => NoteClock | undefined
}

/** Both clocks are moved where both can be, and one where the factory is the target; else the run waits, as long as it may. */
export async function openTimeOfRun(parts: TimeParts, undoing: ReturnType<typeof createUndoing>): Promise<TimeOfRun> {
  const { clock, factoryUrl, factoryClock, targetControlUrl, patienceSeconds = 0 } = parts
  if (targetControlUrl === undefined) return createWaitedTime(clock, patienceSeconds)
  try {
    const isFactory = isSamePlace(factoryUrl, targetControlUrl)
    const targetClock = isFactory ? factoryClock : await openTargetClock(parts, targetControlUrl, undoing)
    const moved = createMovedTime(factoryClock, targetClock)
    return moved.isMoved || patienceSeconds === 0 ? moved : createWaitedTime(clock, patienceSeconds)
  } catch (error) {
    if (error instanceof CannotBeMade) return createWaitedTime(clock, patienceSeconds, error.message)
    throw error
  }
}

function openTargetClock(
  { clock, controlToken, notesAt }: TimeParts,
  url: URL,
  undoing: ReturnType<typeof createUndoing>,
): Promise<MovedClock> {
  const ask = createAskControl(url, 'the target', clock, controlToken)
  undoing.add(ask.close)
  return openMovedClock(ask, clock, notesAt(url))
}
