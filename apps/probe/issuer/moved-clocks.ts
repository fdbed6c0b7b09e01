import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import type { AskControl } from './ask-control.ts'
import { followMachineAgain, toldClock, type ClockNote } from './clock-note.ts'

/** The clock of one process of the sandbox, moved by its control plane. */
export interface MovedClock {
  /** Why it cannot be moved, where it cannot. */
  readonly fixed: string | undefined
  /** What was set in the process before, in words: faults, a clock that was moved. */
  readonly set: readonly string[]
  /** Milliseconds since 1970, as far as is known here. */
  now(): number
  /** By so much it may be later than that. Milliseconds. */
  mayBeLate(): number
  /** @throws CannotBeMade */
  move(seconds: number): Promise<void>
  /** For good, by so much as it was moved; one that nobody had moved before follows the machine again. */
  moveBack(): Promise<void>
}

/** Told, before a clock is moved, how it may be from now on. */
export type NoteClock = (note: Omit<ClockNote, 'url'>) => Promise<void>

/** What comes later than that is asked for again: nobody knows the time by it. Milliseconds. */
const SLOW_READ = 100

/** @throws CannotBeMade when it does not answer */
export async function openMovedClock(ask: AskControl, clock: Clock, noteClock?: NoteClock): Promise<MovedClock> {
  const readOnce = async () => {
    const asked = clock.monotonic()
    const { set, clock: its } = toldClock.parse(await ask('GET', '/control'))
    // It was read before it came: what is known is late by that, and never early, for tokens begin at this time.
    const at = clock.monotonic()
    return { ...its, set, now: Date.parse(its.now), at, took: at - asked }
  }
  const read = async () => {
    let best = await readOnce()
    for (let again = 0; again < 2 && best.took > SLOW_READ; again++) {
      const next = await readOnce()
      if (next.took < best.took) best = next
    }
    return best
  }
  let told = await read()
  const { fixed, set, moved: wasMoved, aheadMs } = told
  let moved = 0
  let isTouched = false
  let isOver = false
  /** An order may have been carried out though its answer was lost. */
  let isUnsure = false
  let moving: Promise<unknown> = Promise.resolve()
  const now = () => told.now + (clock.monotonic() - told.at) * told.speed
  /** To the millisecond, however long the order takes: services that are asked right after it compare their clocks. */
  const timeOfDay = (ahead: number) => {
    if (told.speed !== 1) return { set: now() / 1000 + ahead - moved }
    const at = Math.round(clock.now())
    return { set: (at + aheadMs) / 1000 + ahead, at }
  }
  const change = async (seconds: number) => {
    const mayBeAheadMs = [told.aheadMs, told.aheadMs + seconds * 1000]
    await noteClock?.({ wasMoved, aheadMs, mayBeAheadMs })
    // Time passes forwards only: going back is another time of day.
    isUnsure = true
    await ask('PUT', '/control/clock', seconds >= 0 ? { advance: seconds } : timeOfDay(moved + seconds))
    told = await read()
    moved += seconds
    isUnsure = false
  }
  /** To where it was before an order that failed. */
  const putBack = async () => {
    await ask('PUT', '/control/clock', timeOfDay(moved))
    told = await read()
    isUnsure = false
  }
  return {
    fixed,
    set,
    now,
    mayBeLate: () => told.took * told.speed,
    async move(seconds) {
      if (fixed !== undefined) throw new CannotBeMade(fixed)
      if (isOver) throw new CannotBeMade('the run has ended')
      isTouched = true
      const changed = change(seconds).catch(async (error: unknown) => {
        if (isUnsure) await putBack().catch(() => {}) // or at the end
        throw error
      })
      moving = changed.catch(() => {})
      await changed
    },
    async moveBack() {
      isOver = true
      await moving // what is under way is taken back, too
      if (!isTouched) return
      isTouched = false
      if (!isUnsure) told = await read()
      if (moved !== 0 || isUnsure) await ask('PUT', '/control/clock', timeOfDay(0))
      moved = 0
      if (!wasMoved) await followMachineAgain(ask)
    },
  }
}
