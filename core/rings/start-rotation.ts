import type { Clock } from '../clock.ts'
import type { KeyRings } from './key-rings.ts'

const ROTATION_TICK = 1000

/** As much of a log as the rotation needs. */
export interface RotationLog {
  error(fields: object, event: string): void
}

/** Looks every second whether a ring has to move, and what other processes did. A turn that is late is left out. */
export function startRotation(rings: KeyRings, clock: Clock, log: RotationLog): { stop(): Promise<void> } {
  let turn: Promise<void> | undefined
  const stopTicking = clock.every(ROTATION_TICK, () => {
    turn ??= rings
      .tick()
      .catch((error: unknown) => {
        log.error({ reason: error instanceof Error ? error.message : String(error) }, 'rotation-failed')
      })
      .finally(() => (turn = undefined))
  })
  return {
    async stop() {
      stopTicking()
      await turn // what it writes has its place until then
    },
  }
}
