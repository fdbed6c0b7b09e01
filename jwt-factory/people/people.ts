import type { Express } from 'express'
import { createApp } from '#core/http/app'
import { jsonBody } from '#core/http/input'
import { mountRoutes, refuseOtherMethods } from '#core/http/mount-routes'
import { describeRoutes, openToListed, openToPages, route, watchRoute, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { housePages } from '#core/page/pages'
import { healthz } from '../routes/healthz.ts'
import { adminRoutes } from './admin/routes/admin-routes.ts'
import { adminConsole } from './console/admin-console.ts'
import { composePeople, type ComposedPeople } from './compose-people.ts'
import { ANY_ORIGIN, type PeopleParts, type PeopleRoutesParts } from './people-parts.ts'
import { availableProviders, publishPeopleKeys } from './routes/public-answers.ts'
import { logIn } from './routes/log-in.ts'
import { renewToken } from './routes/renew-token.ts'
import { watchPeople, type WatchedPeople } from './telemetry/watch-people.ts'

/** People log in and get tokens, which anybody can check. */
export function createPeople(parts: PeopleParts): Express {
  const { guard, control } = parts
  const watched = parts.watch && watchPeople({ ...parts, watch: parts.watch }, () => routes)
  const routes: Route[] = [...peopleRoutes(parts, watched), ...ownRoutes(parts, () => routes)]
  return createApp(parts, (app) => {
    for (const handler of watched?.handlers() ?? []) app.use(handler)
    mountRoutes(app, routes, { guard, control })
    app.use(refuseOtherMethods(routes, guard))
  })
}

/** What a directory of people has where it runs by itself. */
const ownRoutes = ({ name, rings, clock, config }: PeopleParts, all: () => Route[]): Route[] => [
  watchRoute(route('GET /healthz', 'whether it can issue and verify', healthz({ rings, clock, note: () => ({}) }))),
  route('GET /', 'what there is', (_request, response) =>
    sendJson(response, 200, { service: name, dialect: config.dialect, routes: describeRoutes(all()) }),
  ),
  housePages.route, // of the page that says what went wrong
]

/**
 * All that people can call, whichever process has it.
 * @param watched what shows how they are; absent: the process shows that by itself
 * @param composed what they share; absent: nobody else logs people in here
 */
export function peopleRoutes(
  parts: PeopleRoutesParts,
  watched?: WatchedPeople,
  composed: ComposedPeople = composePeople(parts),
): Route[] {
  const { config, otherDirectories = [] } = parts
  const { login, renewal, keySet, admin, console } = composed
  const toPages = config.server.allowedOrigins.includes(ANY_ORIGIN) ? openToPages : openToListed
  return [
    toPages(route('POST /api/login', 'a token for whoever has name and password', jsonBody, logIn(login))),
    toPages(route('POST /api/renew /api/refresh', 'the next token, for the last one and its refresh value', jsonBody, renewToken(renewal))), // prettier-ignore
    openToPages(route('GET /api/pkeys', 'the public keys, and when to ask for them again', publishPeopleKeys(keySet))),
    toPages(route('GET /api/available_providers', 'whose passwords are taken, besides our own', availableProviders(otherDirectories))), // prettier-ignore
    ...adminRoutes(admin).map(openToListed),
    ...(watched?.routes(admin) ?? []),
    ...adminConsole({ ...console, watched }),
  ]
}
