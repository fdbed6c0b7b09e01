import type { ControlledClock } from './controlled-clock.ts'

type Undo = () => unknown

/** What goes back with a clock that was moved, and what goes back at a reset. */
export interface GoingBack {
  /** Grows whenever what was made on a moved clock is to be forgotten. */
  readonly generation: number
  /** What is to go back at a reset, besides. */
  onReset(undo: Undo): void
  /** What is to be looked at again when the clock is that of the machine again, by a reset or alone. */
  onClockBack(look: Undo): void
  /** The clock alone back, and what was made on it. @throws what one of those throws that look again, when all the others have */
  clockBack(): Promise<void>
  /** All of them back, the clock first. @throws what one of those throws that go back, when all the others have */
  allBack(): Promise<void>
}

export function createGoingBack(clock: Pick<ControlledClock, 'reset'>): GoingBack {
  const undos: Undo[] = []
  const looks: Undo[] = []
  let generation = 0

  async function goBack(more: readonly Undo[]): Promise<void> {
    clock.reset()
    generation++
    const failures: unknown[] = [] // what cannot go back must not keep the rest from it
    for (const undo of [...looks, ...more]) {
      try {
        await undo()
      } catch (failure) {
        failures.push(failure)
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  return {
    get generation() {
      return generation
    },
    onReset: (undo) => void undos.push(undo),
    onClockBack: (look) => void looks.push(look),
    clockBack: () => goBack([]),
    allBack: () => goBack(undos),
  }
}
