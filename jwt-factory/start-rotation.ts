import type { KeyRings } from '#core/rings/key-rings'
import type { Log } from '#core/log'

const TICK_MILLISECONDS = 1000

/** Looks every second whether a ring has to move, and what other factories did. A turn that is late is left out. */
export function startRotation(rings: KeyRings, log: Log): { stop(): Promise<void> } {
  let turn: Promise<void> | undefined
  const timer = setInterval(() => {
    turn ??= rings
      .tick()
      .catch((error: unknown) => {
        log.error({ reason: error instanceof Error ? error.message : String(error) }, 'rotation-failed')
      })
      .finally(() => (turn = undefined))
  }, TICK_MILLISECONDS).unref()
  return {
    async stop() {
      clearInterval(timer)
      await turn // what it writes has its place until then
    },
  }
}
