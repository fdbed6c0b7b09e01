import { openToListed, route, watchRoute, type Route } from '../http/routes.ts'
import { sendJson } from '../http/send.ts'
import { jsonAnswer, type Operation } from './operation.ts'
import { describeProcess, type Described, type OpenApiDocument } from './document.ts'
import { z } from 'zod'

/** The document itself is an operation, too. */
const OWN: Operation = {
  answers: { 200: jsonAnswer('This document.', z.looseObject({ openapi: z.string(), paths: z.looseObject({}) })) },
}

/**
 * `GET /openapi.json`: all routes of a process as OpenAPI. It is put together when somebody first asks: most never do.
 * @param described without the route that is made here
 */
export function openApiRoute(described: () => Described): Route {
  let document: OpenApiDocument | undefined
  const one: Route = openToListed(
    watchRoute(
      route('GET /openapi.json', 'all of this as OpenAPI 3.1', (_request, response) => {
        document ??= documentOf(described(), one)
        sendJson(response, 200, document)
      }),
    ),
  )
  return one
}

function documentOf(described: Described, own: Route): OpenApiDocument {
  const { operations, routes } = described
  const all = routes.includes(own) ? routes : [...routes, own]
  return describeProcess({ ...described, routes: all, operations: { ...operations, 'GET /openapi.json': OWN } })
}
