import type { KeyChange, RingFilter, RingsNow } from '../../live/told.ts'
import type { SaidLines } from '../../parts/outcome-lines.ts'
import type { KeyNews } from './key-news.ts'

/** What the page of the keys shows. */
export interface KeysState {
  rings: RingsNow
  filter: RingFilter
  /** How much time is seen; undefined: as much as fits the overlap. */
  span?: number | undefined
  /** How long ago the rings were told, by the clock of each process; milliseconds of the machine. */
  later: number
  /** Rings of which all keys are shown, with their process. */
  opened: readonly string[]
  news: readonly KeyNews[]
  said?: SaidLines | undefined
  /** What is waited for. */
  waiting?: string | undefined
  /** What a person writes as the duration of an advance. */
  by: string
}

export interface KeysActions {
  change(change: KeyChange): void
  filter(like: string): void
  more(): void
  choose(span: number): void
  open(ring: string): void
  closeSaid(): void
  /** So much time passes in all processes: as a person writes it, or seconds. */
  advance(by: string | number): void
  freeze(isFrozen: boolean): void
  reset(): void
  write(by: string): void
}
