import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { WorkshopRoom } from './workshop-room.ts'

const personId = z.string().max(40)
const stepId = z.string().min(1).max(100)

const unlockSchema = z.strictObject({ step: stepId, person: personId.optional() })
const resetSchema = z.strictObject({ person: personId, what: z.enum(['sandbox', 'progress']) })
const removeSchema = z.strictObject({ person: personId })

export interface FacilitatorRouteParts {
  room: WorkshopRoom
  looks: RequestHandler[]
  changes: RequestHandler[]
}

/** What the facilitator sees and does, as data. Each answers with the room as it is then. */
export const facilitatorRoutes = ({ room, looks, changes }: FacilitatorRouteParts): Route[] => [
  route('GET /api/room', 'who is in the room, and at which step', ...looks, (_request, response) =>
    sendJson(response, 200, room.look()),
  ),
  route('GET /api/room/events', 'the room, as it changes', ...looks, room.events.handler),
  route(
    'POST /api/room/unlock',
    'opens a step before its turn, for one person or for all {step, person}; step: "all" opens every one',
    ...changes,
    jsonBody,
    ({ body }, response) => {
      const { step, person } = parseInput(unlockSchema, body)
      if (person === undefined) room.people.unlockForAll(step)
      else room.people.byId(person).workshop.unlock(step)
      sendJson(response, 200, room.look())
    },
  ),
  route(
    'POST /api/room/reset',
    'gives a person a new sandbox, or takes her progress back {person, what: "sandbox" or "progress"}',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      const { person: id, what } = parseInput(resetSchema, body)
      const person = room.people.byId(id)
      if (what === 'progress') person.workshop.reset('all')
      else await person.seat.drop()
      sendJson(response, 200, room.look())
    },
  ),
  route(
    'POST /api/room/remove',
    'takes a person out of the room {person}',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      await room.people.remove(parseInput(removeSchema, body).person)
      sendJson(response, 200, room.look())
    },
  ),
  route(
    'POST /api/room/remove-unseen',
    'takes out all who joined a minute ago or earlier and have opened no page',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      parseInput(z.strictObject({}), body)
      await room.people.removeUnseen()
      sendJson(response, 200, room.look())
    },
  ),
  route(
    'POST /api/room/code',
    'makes another room code; who is in stays in',
    ...changes,
    jsonBody,
    ({ body }, response) => {
      parseInput(z.strictObject({}), body)
      room.renewCode()
      sendJson(response, 200, room.look())
    },
  ),
]
