import type { RequestListener } from 'node:http'
import { createFewAtOnce } from './few-at-once.ts'
import type { PeopleInRoom, PersonInRoom } from './people-in-room.ts'
import { sessionIn } from './visitor-cookie.ts'

export interface RoomDoorParts {
  people: Pick<PeopleInRoom, 'bySession' | 'seen'>
  port: () => number
  /** Answers who asks for too much at once. */
  tooMany: RequestListener
}

/** Where a request comes in: it goes to the console of its person, and to no other; or to the room itself. */
export interface RoomDoor {
  /** @param room answers what is the room's, and whoever has no console */
  listener(room: RequestListener): RequestListener
  toConsole(person: PersonInRoom): RequestListener
}

/** What a person looks at all the time: it is no sign that she does something. */
const STREAM = '/api/events'

/** What is the room's, whoever asks. */
const OF_THE_ROOM = /^\/(?:join|facilitator|healthz|api\/room(?:\/[^?]*)?|assets\/[^?]*)(?:\?|$)/

export function createRoomDoor({ people, port, tooMany }: RoomDoorParts): RoomDoor {
  const few = new WeakMap<PersonInRoom, ReturnType<typeof createFewAtOnce>>()

  function fewOf(person: PersonInRoom): ReturnType<typeof createFewAtOnce> {
    const known = few.get(person) ?? createFewAtOnce(tooMany)
    few.set(person, known)
    return known
  }

  const toConsole =
    (person: PersonInRoom): RequestListener =>
    (request, response) => {
      const { console } = person.seat
      if (!console) return tooMany(request, response) // it went away this very moment
      const isStream = request.url?.split('?', 1)[0] === STREAM
      if (!isStream) people.seen(person)
      fewOf(person).pass(isStream, console.app)(request, response)
    }

  return {
    toConsole,
    listener: (room) => (request, response) => {
      if (OF_THE_ROOM.test(request.url ?? '')) return room(request, response)
      const person = people.bySession(sessionIn(request, 'person', port()))
      if (person?.seat.console) toConsole(person)(request, response)
      else room(request, response)
    },
  }
}
