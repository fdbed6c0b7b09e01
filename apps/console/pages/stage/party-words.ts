import type { ClockState } from '#core/control/controlled-clock'
import { spanText } from '#core/page/time-text'
import { doClocksAgree } from '../../shell/clock-words.ts'

/** How wide a letter is: of the line below the name, in the units of the picture (16 px, on a phone 12 px). */
const LETTER = { wide: 8.8, narrow: 6.6 }

/** What stays free at both sides of a box. */
const EDGES = 12

/** As much of what a box says as it has room for. */
export function wordsInBox(words: string, width: number, isNarrow: boolean): string {
  const room = Math.floor((width - EDGES) / (isNarrow ? LETTER.narrow : LETTER.wide))
  return words.length > room ? `${words.slice(0, room - 1).replace(/[ ·,]+$/, '')}…` : words
}

/** How wide a letter of a long name is, which has small ones (16 px, on a phone 11 px). */
const NAME_LETTER = { wide: 9, narrow: 5.9 }

/** A name as far as its box has room: those of ours all have it. */
export function nameInBox(name: string, width: number, isNarrow: boolean): string {
  const room = Math.floor(width / (isNarrow ? NAME_LETTER.narrow : NAME_LETTER.wide))
  return name.length > room ? `${name.slice(0, room - 1)}…` : name
}

/**
 * How the clock of one process differs from those of the others, in the few letters of its box; nothing where all show the same: that stands in
 * the bar at the top.
 */
export function clockInBox(clock: ClockState | undefined, all: readonly ClockState[]): string {
  if (!clock?.isMoved || all.every((other) => doClocksAgree(clock, other))) return ''
  const { speed, ahead, skew } = clock
  if (speed === 0) return 'clock stands'
  if (speed !== 1) return `clock ×${speed}`
  const off = skew || ahead
  return `clock ${off > 0 ? '+' : '−'}${spanText(off)}`
}
