import type { Clock } from '#core/clock'
import { route, type Route } from '#core/http/routes'
import type { Administration } from '../admin/administration.ts'
import type { PeopleTelemetry } from '../config/people-config.ts'
import type { SeenPeople } from '../telemetry/watch-people.ts'
import type { AdminDoor } from './admin-door.ts'
import { administratorOf } from './change-by-form.ts'
import { readLogLines } from './pages/log-lines.ts'
import { Monitor, MonitorOff } from './pages/monitor.view.ts'
import { readMonitorNumbers } from './pages/monitor-numbers.ts'

export interface MonitorPagesParts {
  administration: Pick<Administration, 'read'>
  /** By which the process was started. */
  machine: Pick<Clock, 'now'>
  telemetry: Pick<PeopleTelemetry, 'hasMonitoring'>
  /** Absent: nobody counts what happens in this process. */
  watched: SeenPeople | undefined
}

/** How the process is: what `/metrics` and `/metrics/logs` tell programs, for eyes. */
export function monitorPages(parts: MonitorPagesParts, { look }: AdminDoor): Route[] {
  const { administration, machine, telemetry, watched } = parts
  return [
    route(
      'GET /admin/monitor',
      'how the process is',
      look(async (visit) => {
        await administration.read(administratorOf(visit), 'read-metrics')
        if (!telemetry.hasMonitoring || !watched)
          return visit.show('Monitor', MonitorOff({ isSwitchedOff: !telemetry.hasMonitoring }))
        const numbers = readMonitorNumbers(await watched.numbers(), machine.now())
        const lines = readLogLines(watched.logText())
        await visit.show('Monitor', Monitor({ numbers, lines }))
      }),
    ),
  ]
}
