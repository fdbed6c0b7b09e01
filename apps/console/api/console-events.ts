import { createEventStream } from '#core/http/event-stream'
import { route, type Route } from '#core/http/routes'
import type { Clock } from '#core/clock'
import type { House } from '../live/house.ts'
import type { Plays } from '../plays/plays.ts'
import { lineOf } from '../plays/shown.ts'
import type { WorkshopDesk } from '../workshop/workshop-desk.ts'

export interface ConsoleEventParts {
  house: House
  plays: Pick<Plays, 'onPlay'>
  workshop: Pick<WorkshopDesk, 'told' | 'onChange'>
  pageToken: string
  machine: Clock
  mostPages?: number
}

/** People that follow one play on their own screens, and some more. */
const MOST_PAGES = 128

/** What happens, told to every page that is open: what is set in the processes, plays, and steps of the workshop. */
export function createConsoleEvents(parts: ConsoleEventParts): { route: Route; close(): void } {
  const { house, plays, workshop, pageToken, machine, mostPages: maxReaders = MOST_PAGES } = parts
  const houseNow = () => ({ event: 'house', data: { processes: house.state(), pageToken } })
  const greeting = () => [houseNow(), { event: 'workshop', data: workshop.told() }]
  const events = createEventStream({ clock: machine, maxReaders, greeting })
  const ends = [
    house.onChange(() => events.publish(houseNow())),
    plays.onPlay((play) => events.publish({ event: 'play', data: lineOf(play) })),
    workshop.onChange((ticked) => events.publish({ event: 'workshop', data: workshop.told(ticked) })),
  ]
  return {
    route: route('GET /api/events', 'what happens in the sandbox, as it happens', events.handler),
    close() {
      for (const end of ends) end()
      events.close()
    },
  }
}
