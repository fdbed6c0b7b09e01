import type { SeatState } from './seat.ts'

/** The room, as its facilitator sees it. */
export interface ToldRoom {
  /** What lets people in. */
  code: string
  /** Where they join, the best link first. */
  links: readonly string[]
  /** How many may join. */
  seats: number
  /** In the order in which they came. */
  people: readonly PersonOfRoom[]
  /** All steps there are, in the order in which they are taught. */
  tracks: readonly { name: string; title: string; steps: readonly { id: string; number: number; title: string }[] }[]
}

export interface PersonOfRoom {
  id: string
  name: string
  sandbox: SeatState
  /** Milliseconds since 1970. */
  joinedAt: number
  seenAt: number
  tracks: readonly {
    name: string
    done: number
    /** The first step that is open and not done; absent: all are. */
    at?: string
    steps: readonly { id: string; state: 'done' | 'open' | 'locked'; hintsShown: number }[]
  }[]
}
