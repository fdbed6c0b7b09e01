import type { Clock } from '#core/clock'
import { createEventStream, type EventStream } from '#core/http/event-stream'
import { Problem } from '#core/http/problem'
import { isSameSecret, secretDigest } from '#core/http/same-secret'
import { tellGathered } from '../console/live/tell-gathered.ts'
import { createWorkshop } from '../console/workshop/workshop-desk.ts'
import { readChosenName } from './chosen-names.ts'
import type { Guesses } from './guesses.ts'
import { createJoinPace } from './join-pace.ts'
import type { PeopleInRoom, PersonInRoom } from './people-in-room.ts'
import { makeRoomCode, plainCode } from './room-code.ts'
import { tellPerson } from './tell-person.ts'
import type { ToldRoom } from './told-room.ts'

/** The room: its code, who is in it, and what its facilitator is told. */
export interface WorkshopRoom {
  readonly people: PeopleInRoom
  readonly events: EventStream
  look(): ToldRoom
  /**
   * Lets somebody in who knows the code.
   * @param address by which wrong codes are counted
   * @throws Problem login-refused for another code, too-many-requests after several, and for who joins too often; invalid-input for
   *   what is no name, conflict where the room is full
   */
  join(name: string, code: string, address: string | undefined): { person: PersonInRoom; session: string }
  renewCode(): void
  close(): Promise<void>
}

export interface RoomParts {
  clock: Clock
  people: PeopleInRoom
  seats: number
  guesses: Guesses
  /** Where people find the room, once it listens. */
  urls: () => readonly string[]
}

/** The screens of a facilitator. */
const MOST_SCREENS = 8

/** Of a burst of changes each screen is told a few times in a second. Milliseconds. */
const TELL_ROOM_EACH = 250

export function createWorkshopRoom({ clock, people, seats, guesses, urls }: RoomParts): WorkshopRoom {
  let code = makeRoomCode()
  const pace = createJoinPace(clock)
  const { tracks } = createWorkshop({ clock, order: 'free' }).look()
  const known = tracks.map(({ name, title, steps }) => ({ name, title, steps: steps.map(({ id, number, title: of }) => ({ id, number, title: of })) })) // prettier-ignore
  const look = (): ToldRoom => ({
    code,
    links: urls().map((url) => `${url}/join`),
    seats,
    people: people.list().map(tellPerson),
    tracks: known,
  })
  const told = () => ({ event: 'room', data: look() })
  const events = createEventStream({ clock, maxReaders: MOST_SCREENS, greeting: () => [told()] })
  const ending = new AbortController()
  const tell = tellGathered(() => void (events.readers > 0 && events.publish(told())), TELL_ROOM_EACH, { clock, signal: ending.signal }) // prettier-ignore
  const stopTelling = people.onChange(tell)

  return {
    people,
    events,
    look,
    join(name, given, address) {
      guesses.mayGuess(address)
      if (!isSameSecret(plainCode(given), secretDigest(plainCode(code)))) {
        guesses.wasWrong(address)
        throw new Problem('login-refused', WRONG_CODE, { status: 403 })
      }
      const chosen = readChosenName(name)
      pace.mayJoin(address)
      return people.join(chosen)
    },
    renewCode() {
      code = makeRoomCode()
      tell()
    },
    async close() {
      stopTelling()
      ending.abort()
      events.close()
      await people.close()
    },
  }
}

const WRONG_CODE = 'This is not the room code. It stands on the wall: eight letters and digits.'
