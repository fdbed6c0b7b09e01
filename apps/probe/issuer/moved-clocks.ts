import { z } from 'zod'
import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import type { AskControl } from './ask-control.ts'

const toldClock = z.object({
  set: z.array(z.string()),
  clock: z.object({
    moved: z.boolean(),
    now: z.iso.datetime(),
    aheadMs: z.number(),
    speed: z.number(),
    fixed: z.string().optional(),
  }),
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
  const { fixed, moved: wasMoved, aheadMs } = told
  let moved = 0
  let isTouched = false
  const now = () => told.now + (clock.monotonic() - told.at) * told.speed
  /** To the millisecond, however long the order takes: services that are asked right after it compare their clocks. */
  const timeOfDay = (ahead: number) => {
    if (told.speed !== 1) return { set: now() / 1000 + ahead - moved }
    const at = Math.round(clock.now())
    return { set: (at + aheadMs) / 1000 + ahead, at }
  }
  const change = async (seconds: number) => {
    // Time passes forwards only: going back is another time of day.
    await ask('PUT', '/control/clock', seconds >= 0 ? { advance: seconds } : timeOfDay(moved + seconds))
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
      if (moved !== 0) await ask('PUT', '/control/clock', timeOfDay(0))
      moved = 0
      const { set } = await read()
      if (!wasMoved && set.every((each) => each.includes('clock'))) await ask('POST', '/control/reset') // nothing else is set
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
          `it would have to wait ${seconds} s, and the run waits ${patienceSeconds} s at most (--lifetimes)`,
        )
      waited += seconds
      if (seconds > 0) await clock.delay(seconds * 1000) // what was waited for need not be taken back
    },
    moveBack: async () => {},
  }
}
