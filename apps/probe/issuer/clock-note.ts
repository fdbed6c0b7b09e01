import { z } from 'zod'
import type { Clock } from '#core/clock'
import type { AskControl } from './ask-control.ts'

export const toldClock = z.object({
  set: z.array(z.string()),
  clock: z.object({
    moved: z.boolean(),
    now: z.iso.datetime(),
    aheadMs: z.number(),
    speed: z.number(),
    fixed: z.string().optional(),
  }),
})

/** How a clock was before a run moved it, and how far ahead it may be by that run. Milliseconds. */
export const clockNoteSchema = z.object({
  /** The control plane of its process. */
  url: z.url(),
  wasMoved: z.boolean(),
  aheadMs: z.number(),
  mayBeAheadMs: z.array(z.number()),
})

export type ClockNote = z.infer<typeof clockNoteSchema>

/** Two readings of a clock that nobody moved differ by less. Milliseconds. */
const SAME_CLOCK = 5000

/**
 * Puts a clock back that a run has moved which was killed. One that somebody else has moved since, or that runs at another speed, stays.
 * @returns whether it was put back
 * @throws CannotBeMade
 */
export async function putClockBack(ask: AskControl, clock: Clock, note: ClockNote): Promise<boolean> {
  const { clock: its } = toldClock.parse(await ask('GET', '/control'))
  const isNear = (aheadMs: number) => Math.abs(its.aheadMs - aheadMs) < SAME_CLOCK
  if (!its.moved || its.fixed !== undefined || its.speed !== 1) return false
  if (!note.mayBeAheadMs.some(isNear)) return false
  const at = Math.round(clock.now())
  if (!isNear(note.aheadMs)) await ask('PUT', '/control/clock', { set: (at + note.aheadMs) / 1000, at })
  if (!note.wasMoved) await followMachineAgain(ask)
  return true
}

/** What else is set in the process stays. @throws CannotBeMade */
export const followMachineAgain = (ask: AskControl): Promise<unknown> => ask('PUT', '/control/clock', { machine: true })
