import type { Connection } from './connections.ts'

/**
 * So many turns begin in one round of events; the others in the next, so that whoever comes meanwhile is heard. Node by
 * itself hands out two megabytes of a connection in one round, and lets in one new connection.
 */
export const MAX_STARTS = 8

/** Something for a connection that begins in a moment. */
export interface Start {
  connection: Connection
  /** How many turns it counts as. */
  weight: number
  go: () => void
}

/** Who waits for one answer alone comes before what was sent ahead. */
export type Line = 'first' | 'ahead'

/** Lets turns begin, a few for each round of events. */
export interface Rounds {
  /** At once, where there is room in this round; who has hung up by the time of its turn is left out. */
  enter(line: Line, start: Start): void
}

/** @param isFull whether what was ended to make room is not gone yet: then one of each line begins in a round */
export function createRounds(isFull: () => boolean): Rounds {
  const lines: Record<Line, Start[]> = { first: [], ahead: [] }
  const isEmpty = () => lines.first.length + lines.ahead.length === 0

  /** Of this round of events. */
  let starts = 0
  const hasRoom = () => starts < MAX_STARTS && !isFull()

  /**
   * What was ended to make room is gone only after a round. However full it is, each line comes a step further; who waits
   * here may be what it is full of.
   */
  function goOn(): void {
    starts = 0
    startNext(lines.first)
    startNext(lines.ahead)
    while (hasRoom() && (startNext(lines.first) || startNext(lines.ahead)));
    if (starts > 0 || !isEmpty()) setImmediate(goOn)
  }

  /** The next that has not hung up meanwhile; @returns whether there was any */
  function startNext(line: Start[]): boolean {
    for (let next = line.shift(); next; next = line.shift()) {
      if (next.connection.socket.destroyed) continue
      begin(next)
      return true
    }
    return false
  }

  function begin({ weight, go }: Start): void {
    starts += weight
    go()
  }

  return {
    enter(line, start) {
      if (starts === 0 && isEmpty()) setImmediate(goOn)
      if (line === 'first' && lines.first.length === 0 && hasRoom()) begin(start)
      else lines[line].push(start)
    },
  }
}
