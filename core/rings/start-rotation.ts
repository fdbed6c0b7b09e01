import { BACKGROUND_PATIENCE, waitAtMost } from '../files/unfinished.ts'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import type { KeyRings } from './key-rings.ts'

const ROTATION_TICK = 1000

/** How often the files of the keys are looked at. Milliseconds. */
const FILES_TICK = 10_000

/** As much of a log as the rotation needs. */
export interface RotationLog {
  error(fields: object, event: string): void
  warn(fields: object, event: string): void
}

/**
 * Looks every second whether a ring has to move, and what other processes did. What comes due during a turn is made up for after it:
 * where the clock stands again by then, there is no next one. Where the clock stands, or is slow, what others did is looked at by the
 * clock of the machine all the same, and a move that is due there is tried again: it could not be made, for instance because the store
 * was away. No move is left out for such a look: where it came first each second, no key would ever change.
 * @param machine the clock of this machine, where `clock` is one that somebody moves
 */
export function startRotation(
  rings: KeyRings,
  clock: Clock,
  log: RotationLog,
  machine = clock,
): { stop(): Promise<void> } {
  const turns = new Map<() => Promise<void>, Promise<void>>()
  const begin = (one: () => Promise<void>) =>
    one()
      .catch((error: unknown) => {
        log.error({ reason: errorText(error) }, 'rotation-failed')
      })
      .finally(() => turns.delete(one))
  const take = (one: () => Promise<void>) => {
    const turn = turns.get(one) ?? begin(one)
    turns.set(one, turn)
    return turn
  }
  let madeUp: Promise<void> | undefined // once for all that came due during a turn
  const makeUp = (turn: Promise<void>) =>
    (madeUp ??= turn
      .then(() => (rings.nextMoveIn() === 0 ? take(rings.tick) : undefined))
      .finally(() => (madeUp = undefined)))
  const tick = () => {
    const earlier = turns.get(rings.tick)
    return earlier ? makeUp(earlier) : take(rings.tick)
  }
  const stopTicking = clock.every(ROTATION_TICK, tick, rings.nextMoveIn)
  let passed = clock.monotonic()
  const stopTakingOver = machine.every(ROTATION_TICK, () => {
    const before = passed
    passed = clock.monotonic()
    if (passed - before >= ROTATION_TICK / 2 || turns.has(rings.tick)) return undefined
    return take(rings.nextMoveIn() === 0 ? rings.tick : rings.look)
  })
  const nameGone = goneNamer(rings, log)
  const stopLooking = machine.every(FILES_TICK, () => void nameGone())
  return {
    async stop() {
      stopTicking()
      stopTakingOver()
      stopLooking()
      const turn = Promise.all(turns.values())
      await waitAtMost(BACKGROUND_PATIENCE, machine, turn) // what it writes has its place until then
    },
  }
}

/**
 * Names each file once, and again when it has come back and goes once more. At the second look only: another process may
 * have taken the key out, and this one does not know yet. What cannot be looked at is the trouble of the next write.
 */
function goneNamer(rings: Pick<KeyRings, 'gone'>, log: RotationLog): () => Promise<void> {
  let missed = new Set<string>()
  let named = new Set<string>()
  return async () => {
    const gone = await rings.gone().catch(() => [])
    const sure = gone.filter(({ file }) => missed.has(file))
    for (const { file, why } of sure) if (!named.has(file)) log.warn({ file, why }, 'key-file-gone')
    named = new Set(sure.map(({ file }) => file))
    missed = new Set(gone.map(({ file }) => file))
  }
}
