import type { RequestListener } from 'node:http'
import type { Clock } from '#core/clock'
import { createControl } from '#core/control/control'
import { tooBusy } from '#core/http/before-the-app'
import { createGuard, type Guard } from '#core/http/guard'
import type { Log } from '#core/log'
import { createPages, type Pages } from '#core/page/pages'
import { createTraces } from '#core/trace/recorder'
import { MODULES, STYLES } from '../console/browser-modules.ts'
import type { WorkshopDesk } from '../console/workshop/workshop-desk.ts'
import type { WorkshopConfig } from './config.ts'
import { createFacilitatorAccess } from './facilitator-access.ts'
import { createGuesses } from './guesses.ts'
import { ROOM_MODULES, ROOM_STYLES } from './pages/room-modules.ts'
import { createPeopleInRoom, type ConsoleOfPerson } from './people-in-room.ts'
import { roomUrls } from './places.ts'
import { createRoomApp } from './room-app.ts'
import { createRoomDoor } from './room-door.ts'
import type { OpenedSeat } from './seat.ts'
import { newSession } from './visitor-cookie.ts'
import { createWorkshopRoom, type WorkshopRoom } from './workshop-room.ts'

export interface RoomComposition {
  config: WorkshopConfig
  clock: Clock
  log: Log
  /** At which it listens, once it does. */
  port: () => number
  /** Makes a sandbox and a console. */
  open: (workshop: WorkshopDesk, shared: SharedBySeats) => Promise<OpenedSeat<ConsoleOfPerson>>
}

/** What consoles take from the room. */
export interface SharedBySeats {
  guard: Guard
  pages: Pages
}

/** A room without a port. */
export interface ComposedRoom {
  room: WorkshopRoom
  listener: RequestListener
  /** What the facilitator logs in with. */
  facilitatorToken: string
}

export function composeRoom({ config, clock, log, port, open }: RoomComposition): ComposedRoom {
  const guard = createGuard({ ...config, tlsNames: [], urls: [] })
  const pages = createPages([...MODULES, ...ROOM_MODULES], [...STYLES, ...ROOM_STYLES])
  const people = createPeopleInRoom({ ...config, clock, open: (workshop) => open(workshop, { guard, pages }) })
  const urls = () => roomUrls(config.host, port())
  const room = createWorkshopRoom({ clock, people, seats: config.seats, guesses: createGuesses(clock), urls })
  const facilitatorToken = config.controlToken ?? newSession()
  const facilitator = createFacilitatorAccess({ token: facilitatorToken, guard, guesses: createGuesses(clock), port })
  const { app } = createRoomApp({
    name: 'workshop',
    log,
    traces: createTraces('workshop', clock),
    guard,
    control: createControl({ machine: clock, isOn: false }),
    machine: clock,
    pages,
    room,
    facilitator,
    port,
  })
  const listener = createRoomDoor({ people, port, room: app, tooMany: tooBusy })
  return { room, listener, facilitatorToken }
}
