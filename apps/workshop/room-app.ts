import type { Express, Request, RequestHandler, Response } from 'express'
import { createApp, type AppParts } from '#core/http/app'
import { parseInput } from '#core/http/input'
import { mountRoutes, refuseOtherMethods } from '#core/http/mount-routes'
import { Problem } from '#core/http/problem'
import { route, watchRoute, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { Pages } from '#core/page/pages'
import { wantsPage } from '#core/page/wants-page'
import { z } from 'zod'
import type { FacilitatorAccess } from './facilitator-access.ts'
import { facilitatorRoutes } from './facilitator-routes.ts'
import { formOrJson } from './form-or-json.ts'
import { facilitatorPage, facilitatorLoginPage } from './pages/facilitator.ts'
import { secondsInQueue } from './join-pace.ts'
import { joinPage, joinQueuePage } from './pages/join.ts'
import type { PersonInRoom } from './people-in-room.ts'
import { sessionCookie, sessionIn } from './visitor-cookie.ts'
import type { WorkshopRoom } from './workshop-room.ts'

export interface RoomAppParts extends AppParts {
  pages: Pages
  room: WorkshopRoom
  facilitator: FacilitatorAccess
  port: () => number
}

const joinSchema = z.strictObject({ name: z.string().max(2000), code: z.string().max(200) })
const facilitatorSchema = z.strictObject({ token: z.string().max(5000) })

/** What the room answers itself: joining, the facilitator, and whoever has no console (yet). */
export function createRoomApp(parts: RoomAppParts): { app: Express; routes: Route[] } {
  const { room, pages, facilitator, guard, control, port } = parts
  const personOf = (request: Request) => room.people.bySession(sessionIn(request, 'person', port()))
  const whyOut = (request: Request) =>
    room.people.wasRemoved(sessionIn(request, 'person', port())) ? REMOVED : undefined

  const routes: Route[] = [
    route('GET /join', 'the form by which people join', async (request, response) =>
      pages.send(response, 200, joinPage({ joined: personOf(request)?.name, fault: whyOut(request) })),
    ),
    route('POST /join', 'joins {name, code}', formOrJson, async (request, response) => {
      const known = personOf(request)
      if (known) return enter(request, response, known)
      const { name, code } = parseInput(joinSchema, request.body)
      try {
        const { person, session } = room.join(name, code, request.socket.remoteAddress)
        response.setHeader('set-cookie', sessionCookie('person', session, port()))
        enter(request, response, person)
      } catch (error) {
        if (!(error instanceof Problem) || !wantsPage(request)) throw error
        response.set(error.headers)
        const seconds = secondsInQueue(error)
        const page =
          seconds === undefined ? joinPage({ name, fault: error.detail }) : joinQueuePage({ name, code, seconds })
        await pages.send(response, error.status, page)
      }
    }),
    route('GET /facilitator', 'the page of the facilitator', async (request, response) => {
      const page = facilitator.isFacilitator(request)
        ? facilitatorPage({ room: room.look(), pageToken: facilitator.pageToken })
        : facilitatorLoginPage({})
      await pages.send(response, 200, page)
    }),
    route('POST /facilitator', 'logs the facilitator in {token}', formOrJson, async (request, response) => {
      const { token } = parseInput(facilitatorSchema, request.body)
      try {
        response.setHeader('set-cookie', sessionCookie('facilitator', facilitator.logIn(token, request), port()))
        if (wantsPage(request)) return response.redirect(303, '/facilitator')
        sendJson(response, 200, { pageToken: facilitator.pageToken })
      } catch (error) {
        if (!(error instanceof Problem) || !wantsPage(request)) throw error
        await pages.send(response, error.status, facilitatorLoginPage({ fault: error.detail }))
      }
    }),
    ...facilitatorRoutes({ room, looks: facilitator.looks, changes: facilitator.changes }),
    watchRoute(
      route('GET /healthz', 'whether it is up', (_request, response) => sendJson(response, 200, { status: 'ok' })),
    ),
    pages.route,
  ]

  /** Somebody without a console: a stranger, or a person whose sandbox is not there now. */
  async function answerOthers(request: Request, response: Response): Promise<void> {
    const person = personOf(request)
    if (!person) {
      if (wantsPage(request) && request.method === 'GET') return response.redirect(303, '/join')
      throw new Problem('login-required', whyOut(request) ?? JOIN_FIRST)
    }
    if (!wantsPage(request) || request.method !== 'GET') throw new Problem('conflict', PUT_AWAY)
    room.people.seen(person)
    const { app: console } = await person.seat.wake()
    console(request, response)
  }
  const others: RequestHandler = (request, response, next) => void answerOthers(request, response).catch(next)

  const app = createApp(parts, (mounted) => {
    mountRoutes(mounted, routes, { guard, control })
    mounted.use(refuseOtherMethods(routes, guard))
    mounted.use(others)
  })
  return { app, routes }
}

/** Her sandbox begins at once: it is there when she has read the first page. */
function enter(request: Request, response: Response, { id, name, seat }: PersonInRoom): void {
  seat.wake().catch(() => {}) // whoever opens a page asks again, and is told
  if (wantsPage(request)) response.redirect(303, '/workshop')
  else sendJson(response, 201, { id, name, next: '/workshop' })
}

const REMOVED = 'The facilitator has taken you out of the room. To come back, join again.'
const JOIN_FIRST = 'This is for people of the workshop: join first, at /join.'
const PUT_AWAY = 'Your sandbox is not here just now. Load the page again: a new one is made, and your progress is kept.'
