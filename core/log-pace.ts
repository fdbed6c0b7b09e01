import type { Clock } from './clock.ts'

/** Of one event in a second: what goes on can be seen. */
export const LINES_AT_ONCE = 50

/** Of one event in each further second of a flood. */
export const LINES_IN_A_FLOOD = 5

const ONE_SECOND = 1000

/** How many lines there may be. */
export interface LogPace {
  /** Whether the next line of this event is to be written. */
  admits(event: string): boolean
}

export interface LogPaceParts {
  /** By its monotonic time: who moves the time of day gets no more lines. */
  clock: Pick<Clock, 'monotonic' | 'every'>
  /** Says how many lines of an event were left out, once at the end of each second in which there were any. */
  tell(event: string, leftOut: number): void
}

/**
 * Whoever is refused causes a line, and may come as often as he likes: without a bound he fills the disk, and nobody finds the other
 * lines. So each event has so many lines in a second; the others are counted. One event takes no line from another.
 */
export function createLogPace({ clock, tell }: LogPaceParts): LogPace {
  /** Events are words of the code, so there are few. */
  const events = new Map<string, { lines: number; most: number }>()
  let begin = -Infinity
  let stopTelling: (() => void) | undefined

  function closeSecond(): void {
    begin = clock.monotonic()
    stopTelling?.()
    stopTelling = undefined
    for (const [event, state] of events) {
      const leftOut = state.lines - state.most
      if (leftOut > 0) {
        Object.assign(state, { lines: 0, most: LINES_IN_A_FLOOD })
        tell(event, leftOut)
      } else events.delete(event)
    }
  }

  return {
    admits(event) {
      if (clock.monotonic() - begin >= ONE_SECOND) closeSecond()
      let state = events.get(event)
      if (!state) events.set(event, (state = { lines: 0, most: LINES_AT_ONCE }))
      state.lines++
      if (state.lines <= state.most) return true
      stopTelling ??= clock.every(ONE_SECOND, closeSecond) // also where nothing more comes
      return false
    },
  }
}
