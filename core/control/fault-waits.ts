import type { ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'

/** Those who wait because of faults, counted: they hold places of this process that everybody else needs, too. */
export interface FaultWaits {
  /**
   * Lets the one who asked wait.
   * @param over aborted when the fault is taken back
   * @returns how it ended: the time is over, the caller is gone, or the fault; or that too many wait already
   */
  wait(
    milliseconds: number,
    response: ServerResponse,
    over: AbortSignal | undefined,
  ): Promise<'over' | 'gone' | 'taken back' | 'full'>
}

/** Well below the connections of a door, so that the control plane and the health always find a place. */
export const MAX_FAULT_WAITS = 200

/** @param clock that of the machine: a delay is one for the caller */
export function createFaultWaits(clock: Clock, most = MAX_FAULT_WAITS): FaultWaits {
  let waiting = 0

  return {
    async wait(milliseconds, response, over) {
      if (response.destroyed) return 'gone' // nothing would tell that
      if (over?.aborted) return 'taken back'
      if (waiting >= most) return 'full'
      waiting++
      const ending = new AbortController()
      const stop = () => ending.abort()
      response.once('close', stop)
      over?.addEventListener('abort', stop)
      await clock.delay(milliseconds, ending.signal).catch(() => {})
      over?.removeEventListener('abort', stop)
      response.off('close', stop)
      waiting--
      if (!ending.signal.aborted) return 'over'
      return over?.aborted && !response.destroyed ? 'taken back' : 'gone'
    },
  }
}
