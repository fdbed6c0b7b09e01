import type { RingLife } from '../rings/ring-life.ts'

/** A ring as `GET /control/rings` tells it. */
export interface ToldRing extends RingLife {
  ringId: string
  /** So many more keys were revoked before, and are not told. */
  leftOut: number
}

/** All rings of a process, or those that were asked for. */
export interface ToldRings {
  /** By the clock of the process: milliseconds since 1970, as all dates here. */
  now: number
  /** By which keys come and go; all in milliseconds. */
  policy: { lifetime?: number; publishAhead: number; keepAfter: number }
  /** How many rings there are that fit. */
  count: number
  rings: ToldRing[]
  /** What the timer does next of all that it does, whichever rings were asked for: to this ring, and to so many others with it. */
  next?: { ringId: string; move: 'prepare' | 'activate'; at: number; others: number }
}
