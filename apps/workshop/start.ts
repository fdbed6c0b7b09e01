import type { Clock } from '#core/clock'
import { openPlainPort } from '#core/http/listen'
import { createLog } from '#core/log'
import type { NumberedScenario } from '#scenarios'
import { composeRoom, type ComposedRoom } from './compose-room.ts'
import type { WorkshopConfig } from './config.ts'
import { LABS_ARE_BUSY, LABS_AT_ONCE } from './lab-of-room.ts'
import { openSeat } from './open-seat.ts'
import { openRoomFolder } from './room-folder.ts'
import { createSlots } from './slots.ts'

export interface WorkshopStart {
  config: WorkshopConfig
  clock: Clock
  scenarios: readonly NumberedScenario[]
  logFormat: 'pretty' | 'json'
  /** Where log lines go. */
  write: (line: string) => void
  /** The folder for temporary files of this machine. */
  temporary: string
  prepare?: (keysFolder: string) => Promise<void>
}

/** A room that people can join. */
export interface RunningWorkshop extends Omit<ComposedRoom, 'listener'> {
  port: number
  close(): Promise<void>
}

/** Opens the room. @throws the platform's error where its port or its folder cannot be had; then nothing is left */
export async function startWorkshop(start: WorkshopStart): Promise<RunningWorkshop> {
  const { config, clock, scenarios, logFormat, write, temporary, prepare } = start
  const listening = await openPlainPort({ ...config, clock })
  const folder = await openRoomFolder(temporary, clock).catch(async (error: unknown) => {
    await listening.close()
    throw error
  })
  const log = createLog({ name: 'workshop', level: config.logLevel, format: logFormat, clock, write })
  const seats = { peerTimeoutMilliseconds: config.peerTimeoutMilliseconds }
  const labs = createSlots({ most: LABS_AT_ONCE, words: LABS_ARE_BUSY, clock })
  const { listener, ...composed } = composeRoom({
    config,
    clock,
    log,
    port: () => listening.port,
    open: (workshop, shared) =>
      openSeat({ ...shared, ...seats, folder: folder.path, scenarios, clock, log, labs, prepare, write }, workshop),
  })
  listening.serve(listener)
  return {
    ...composed,
    port: listening.port,
    async close() {
      await composed.room.close() // streams end with it, and the port waits for its answers
      await listening.close()
      await folder.close()
    },
  }
}
