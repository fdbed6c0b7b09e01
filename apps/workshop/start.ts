import type { Clock } from '#core/clock'
import { createControl } from '#core/control/control'
import { tooBusy } from '#core/http/before-the-app'
import { createGuard } from '#core/http/guard'
import { openPlainPort } from '#core/http/listen'
import { createLog } from '#core/log'
import { createPages } from '#core/page/pages'
import { createTraces } from '#core/trace/recorder'
import type { NumberedScenario } from '#scenarios'
import { MODULES, STYLES } from '../console/browser-modules.ts'
import type { WorkshopConfig } from './config.ts'
import { createFacilitatorAccess } from './facilitator-access.ts'
import { createGuesses } from './guesses.ts'
import { LABS_ARE_BUSY, LABS_AT_ONCE } from './lab-of-room.ts'
import { openSeat } from './open-seat.ts'
import { ROOM_MODULES, ROOM_STYLES } from './pages/room-modules.ts'
import { createPeopleInRoom } from './people-in-room.ts'
import { roomUrls } from './places.ts'
import { createRoomApp } from './room-app.ts'
import { createRoomDoor } from './room-door.ts'
import { openRoomFolder } from './room-folder.ts'
import { createSlots } from './slots.ts'
import { newSession } from './visitor-cookie.ts'
import { createWorkshopRoom, type WorkshopRoom } from './workshop-room.ts'

export interface WorkshopStart {
  config: WorkshopConfig
  clock: Clock
  scenarios: readonly NumberedScenario[]
  logFormat: 'pretty' | 'json'
  /** Where log lines go. */
  write: (line: string) => void
  /** The folder for temporary files of this machine. */
  temporary: string
}

/** A room that people can join. */
export interface RunningWorkshop {
  port: number
  urls: readonly string[]
  room: WorkshopRoom
  /** What the facilitator logs in with. */
  facilitatorToken: string
  close(): Promise<void>
}

/** Opens the room. @throws the platform's error where its port cannot be had; then nothing is left */
export async function startWorkshop(start: WorkshopStart): Promise<RunningWorkshop> {
  const { config, clock, scenarios, logFormat, write, temporary } = start
  const listening = await openPlainPort({ ...config, clock })
  const folder = await openRoomFolder(temporary).catch(async (error: unknown) => {
    await listening.close()
    throw error
  })
  const port = () => listening.port
  const urls = roomUrls(config.host, listening.port)
  const log = createLog({ name: 'workshop', level: config.logLevel, format: logFormat, clock, write })
  const guard = createGuard({ ...config, tlsNames: [], urls: [] })
  const pages = createPages([...MODULES, ...ROOM_MODULES], [...STYLES, ...ROOM_STYLES])
  const labs = createSlots(LABS_AT_ONCE, LABS_ARE_BUSY)
  const guesses = createGuesses(clock)
  const seatParts = { folder: folder.path, scenarios, clock, log, guard, pages, labs, write }
  const people = createPeopleInRoom({ ...config, clock, open: (workshop) => openSeat(seatParts, workshop) })
  const room = createWorkshopRoom({ clock, people, seats: config.seats, guesses, urls: () => urls })
  const facilitatorToken = config.controlToken ?? newSession()
  const facilitator = createFacilitatorAccess({ token: facilitatorToken, guard, guesses, port })
  const traces = createTraces('workshop', clock)
  const control = createControl({ machine: clock, isOn: false })
  const frame = { name: 'workshop', log, traces, guard, control, machine: clock, pages }
  const door = createRoomDoor({ people, port, tooMany: tooBusy })
  const { app } = createRoomApp({ ...frame, room, facilitator, port, toConsole: door.toConsole })
  listening.serve(door.listener(app))
  return {
    port: listening.port,
    urls,
    room,
    facilitatorToken,
    async close() {
      await room.close() // streams end with it, and the port waits for its answers
      await listening.close()
      await folder.close()
    },
  }
}
