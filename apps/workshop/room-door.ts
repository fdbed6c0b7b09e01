import type { RequestListener, ServerResponse } from 'node:http'
import { createFewAtOnce } from './few-at-once.ts'
import type { PeopleInRoom, PersonInRoom } from './people-in-room.ts'
import { createRoomLine } from './room-line.ts'
import { sessionIn } from './visitor-cookie.ts'

export interface RoomDoorParts {
  people: Pick<PeopleInRoom, 'bySession' | 'seen'>
  port: () => number
  /** Answers what is the room's, and whoever has no console now. */
  room: RequestListener
  /** Answers who asks for too much at once. */
  tooMany: RequestListener
}

/** What a person looks at all the time: it is no sign that she does something. */
const STREAM = '/api/events'

/** What is the room's, whoever asks. */
const OF_THE_ROOM = /^\/(?:join|facilitator|healthz|api\/room(?:\/[^?]*)?|assets\/[^?]*)(?:\?|$)/

/** Where a request comes in: it goes to the console of its person, and to no other; or to the room itself. */
export function createRoomDoor({ people, port, room, tooMany }: RoomDoorParts): RequestListener {
  const line = createRoomLine<PersonInRoom>()
  const few = new WeakMap<PersonInRoom, ReturnType<typeof createFewAtOnce>>()

  function fewOf(person: PersonInRoom): ReturnType<typeof createFewAtOnce> {
    const known = few.get(person) ?? createFewAtOnce({ enter: (begin) => line.enter(person, begin), tooMany })
    few.set(person, known)
    return known
  }

  return (request, response) => {
    const { url = '' } = request
    const person = OF_THE_ROOM.test(url) ? undefined : people.bySession(sessionIn(request, 'person', port()))
    if (!person) return room(request, response)
    const { console } = person.seat
    const isStream = console !== undefined && url.split('?', 1)[0] === STREAM
    if (console && !isStream) people.seen(person)
    if (isStream) countPage(person, response)
    else if (request.method !== 'GET' && request.method !== 'HEAD') noteDeed(person, response)
    fewOf(person).pass(isStream, console?.app ?? room)(request, response)
  }
}

/** A stream that is refused ends at once. */
function countPage(person: PersonInRoom, response: ServerResponse): void {
  person.pagesOpen++
  response.once('close', () => void person.pagesOpen--)
}

/** Only a page of hers knows what goes with it: that something is asked for, or is not there, is no sign of anybody. */
function noteDeed(person: PersonInRoom, response: ServerResponse): void {
  response.once('finish', () => {
    if (response.statusCode < 400) person.hasActed = true
  })
}
