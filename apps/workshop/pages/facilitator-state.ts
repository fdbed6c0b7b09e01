import type { PersonOfRoom, ToldRoom } from '../told-room.ts'

/** What the page begins with. */
export interface FacilitatorState {
  room: ToldRoom
  pageToken: string
}

/** What its buttons do: the module of the page does it. */
export interface FacilitatorActions {
  /** @param person absent: for everybody */
  unlock(step: string, person?: string): void
  reset(person: PersonOfRoom, what: 'sandbox' | 'progress'): void
  remove(person: PersonOfRoom): void
  renewCode(): void
  removeUnseen(): void
}

export interface FacilitatorProps {
  room: ToldRoom
  /** Absent: the page is not alive yet. */
  actions?: FacilitatorActions | undefined
  /** What went wrong with the last one. */
  fault?: string | undefined
}
