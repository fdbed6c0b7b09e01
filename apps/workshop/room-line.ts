import { nextTurn } from '#core/clock'

/** Where requests of all people wait for their turn. */
export interface RoomLine<Whose> {
  /** Begins it in its turn: at once, where nobody waits and nothing else has begun in this round of events. */
  enter(whose: Whose, begin: () => void): void
}

/**
 * Lets one request begin in a round of events: those of a room share a thread, and what takes long must not follow on another such. Between
 * two rounds whatever has come is heard, and what is the room's own (the facilitator, the door) is answered without a turn. People take
 * turns: who has just had one comes behind all who wait, however much she asks for.
 * @param untilNextRound resolves in the next round of events
 */
export function createRoomLine<Whose>(untilNextRound: () => Promise<void> = nextTurn): RoomLine<Whose> {
  /** In the order of turns. */
  const waiting = new Map<Whose, (() => void)[]>()
  let isTaken = false

  async function takeTurns(): Promise<void> {
    isTaken = true
    await untilNextRound()
    for (let next = takeNext(); next; next = takeNext()) {
      void beginOne(next)
      await untilNextRound()
    }
    isTaken = false
  }

  function takeNext(): (() => void) | undefined {
    const [first] = waiting
    if (!first) return undefined
    const [whose, [begin, ...rest]] = first
    waiting.delete(whose)
    if (rest.length > 0) waiting.set(whose, rest)
    return begin
  }

  return {
    enter(whose, begin) {
      if (isTaken) return void waiting.set(whose, [...(waiting.get(whose) ?? []), begin])
      void takeTurns()
      void beginOne(begin)
    },
  }
}

/** A bug in one of them is told like any other, and ends no turns. */
async function beginOne(begin: () => void): Promise<void> {
  begin()
}
