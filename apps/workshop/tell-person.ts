import type { PersonInRoom } from './people-in-room.ts'
import type { PersonOfRoom } from './told-room.ts'

/** One person, as the facilitator sees her: no session, and nothing of her tokens. */
export function tellPerson({ id, name, joinedAt, seenAt, seat, workshop }: PersonInRoom): PersonOfRoom {
  const tracks = workshop.look().tracks.map((track) => {
    const at = track.steps.find(({ state }) => state === 'open')?.id
    return {
      name: track.name,
      done: track.done,
      ...(at !== undefined && { at }),
      steps: track.steps.map(({ id: step, state, hintsShown }) => ({ id: step, state, hintsShown })),
    }
  })
  return { id, name, sandbox: seat.state, joinedAt, seenAt, tracks }
}
