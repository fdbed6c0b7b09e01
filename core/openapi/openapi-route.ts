import { openToListed, route, watchRoute, type Route } from '../http/routes.ts'
import { sendJson } from '../http/send.ts'
import { jsonAnswer, type Operation } from './operation.ts'
import { describeProcess, type Described, type OpenApiDocument } from './document.ts'
import { z } from 'zod'

/** The document itself is an operation, too. */
const OWN: Operation = {
  answers: { 200: jsonAnswer('This document.', z.looseObject({ openapi: z.string(), paths: z.looseObject({}) })) },
}

export interface OpenApi {
  /** `GET /openapi.json`. */
  route: Route
  /** What it answers. It is put together when somebody first asks: most never do. */
  document(): OpenApiDocument
}

/**
 * All routes of a process as OpenAPI.
 * @param described without the route that is made here
 */
export function openApi(described: () => Described): OpenApi {
  let made: OpenApiDocument | undefined
  const document = () => (made ??= documentOf(described(), one))
  const one: Route = openToListed(
    watchRoute(
      route('GET /openapi.json', 'all of this as OpenAPI 3.1', (_request, response) =>
        sendJson(response, 200, document()),
      ),
    ),
  )
  return { route: one, document }
}

function documentOf(described: Described, own: Route): OpenApiDocument {
  const { operations, routes } = described
  const all = (routes.includes(own) ? routes : [...routes, own]).filter(({ isForPages }) => !isForPages)
  return describeProcess({ ...described, routes: all, operations: { ...operations, 'GET /openapi.json': OWN } })
}
