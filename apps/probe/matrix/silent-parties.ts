import type { DoorControls, Heard } from './hear-door.ts'
import type { MatrixDoor } from './token-matrix.ts'

const whyUnheard = (heard: Heard | undefined) => (heard && 'failure' in heard ? heard.failure : undefined)

/**
 * Who gave no answer: at none of its doors, without a token and to garbage, or since then so often that it was given up.
 * @returns the failure by the name of the party
 */
export function silentParties(
  doors: readonly Pick<MatrixDoor, 'id' | 'service'>[],
  controls: ReadonlyMap<string, DoorControls>,
  gaveUp: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const silent = new Map(gaveUp)
  for (const [service, its] of Map.groupBy(doors, (door) => door.service)) {
    const heard = its.flatMap(({ id }) => {
      const known = controls.get(id)
      return known ? [known.none, known.garbage] : []
    })
    const why = whyUnheard(heard.at(-1))
    if (why !== undefined && heard.every((each) => whyUnheard(each) !== undefined)) silent.set(service, why)
  }
  return silent
}

/** The sentence for people. */
export const saySilent = (service: string, why: string): string => `${service} gave no answer: ${why}`
