import { manualClock } from '#core/clock'
import { createControl } from '#core/control/control'
import { createGuard } from '#core/http/guard'
import { describeRoutes } from '#core/http/routes'
import { createLog } from '#core/log'
import { createPages } from '#core/page/pages'
import { createTraces } from '#core/trace/recorder'
import { createFacilitatorAccess } from '../../apps/workshop/facilitator-access.ts'
import { createGuesses } from '../../apps/workshop/guesses.ts'
import { createRoomApp } from '../../apps/workshop/room-app.ts'
import { readWorkshopConfig } from '../../apps/workshop/config.ts'
import { openScriptedRoom } from '../../apps/workshop/test-room.ts'

/** What a room of the workshop answers itself; behind its door each person has a console. */
export function roomRoutes(): Readonly<Record<string, string>> {
  const { room, token } = openScriptedRoom()
  const config = readWorkshopConfig({})
  const clock = manualClock(0)
  const guard = createGuard({ ...config, tlsNames: [], urls: [] })
  const port = () => config.port
  const { routes } = createRoomApp({
    name: 'workshop',
    log: createLog({ name: 'workshop', level: 'silent', format: 'json', clock, write: () => {} }),
    traces: createTraces('workshop', clock),
    guard,
    control: createControl({ machine: clock, isOn: false }),
    machine: clock,
    pages: createPages([], []),
    room,
    facilitator: createFacilitatorAccess({ token, guard, guesses: createGuesses(clock), port }),
    port,
  })
  return describeRoutes(routes)
}
