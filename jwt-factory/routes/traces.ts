import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app'
import type { FactoryParts } from '../factory.ts'

/** What this process has recorded of a trace. Empty when it has no part in it, or has forgotten it. */
export function showTrace({ traces }: Pick<FactoryParts, 'traces'>): RequestHandler {
  return (request, response) => sendJson(response, 200, traces.get(String(request.params['traceId'])))
}
