import { z } from 'zod'
import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import type { AskControl } from './ask-control.ts'

const toldClock = z.object({
  set: z.array(z.string()),
  clock: z.object({ moved: z.boolean(), now: z.iso.datetime(), speed: z.number(), fixed: z.string().optional() }),
})

/** The clock of one process of the sandbox, moved by its control plane. */
export interface MovedClock {
  /** Why it cannot be moved, where it cannot. */
  readonly fixed: string | undefined
  /** Milliseconds since 1970, as far as is known here. */
  now(): number
  /** @throws CannotBeMade */
  move(seconds: number): Promise<void>
  /** By so much as it was moved; where nothing else is set in the process, it follows the machine again. */
  moveBack(): Promise<void>
}

/** @throws CannotBeMade when it does not answer */
export async function openMovedClock(ask: AskControl, clock: Clock): Promise<MovedClock> {
  const read = async () => {
    const { set, clock: its } = toldClock.parse(await ask('GET', '/control'))
    return { ...its, set, now: Date.parse(its.now), at: clock.monotonic() }
  }
  let told = await read()
  const { fixed, moved: wasMoved } = told
  let moved = 0
  let isTouched = false
  const now = () => told.now + (clock.monotonic() - told.at) * told.speed
  const change = async (seconds: number) => {
    // Time passes forwards only: going back is another time of day.
    const order = seconds >= 0 ? { advance: seconds } : { set: now() / 1000 + seconds }
    await ask('PUT', '/control/clock', order)
    told = await read()
  }
  return {
    fixed,
    now,
    async move(seconds) {
      if (fixed !== undefined) throw new CannotBeMade(fixed)
      isTouched = true
      await change(seconds)
      moved += seconds
    },
    async moveBack() {
      if (!isTouched) return
      isTouched = false
      told = await read()
      if (moved !== 0) await ask('PUT', '/control/clock', { set: now() / 1000 - moved })
      moved = 0
      const { set } = await read()
      if (!wasMoved && set.length === 1) await ask('POST', '/control/reset') // its sentence about the clock is all that there is
    },
  }
}

/** How time passes in a run. */
export interface TimeOfRun {
  /** Whether it can be made to pass. */
  readonly isMoved: boolean
  readonly whyNot: string | undefined
  move(seconds: number, of: 'all' | 'target'): Promise<void>
  moveBack(): Promise<void>
}

/** Both clocks at once. */
export const createMovedTime = (issuer: MovedClock, target: MovedClock): TimeOfRun => {
  const fixed = issuer.fixed ?? target.fixed
  return {
    isMoved: fixed === undefined,
    whyNot: fixed,
    async move(seconds, of) {
      await Promise.all([target, ...(of === 'all' ? [issuer] : [])].map((each) => each.move(seconds)))
    },
    moveBack: async () => void (await Promise.allSettled([issuer, target].map((each) => each.moveBack()))),
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
          `it would have to wait ${seconds} s, and the patience of the run is ${patienceSeconds} s`,
        )
      waited += seconds
      if (seconds > 0) await clock.delay(seconds * 1000) // what was waited for need not be taken back
    },
    moveBack: async () => {},
  }
}
