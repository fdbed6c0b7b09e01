import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/send'
import { heard } from '../plain/plain-echo.ts'

/** What a plain party answers at `/echo`, among the routes of a service, where `?pretty=1` is understood. */
export const serviceEcho: RequestHandler = (request, response) =>
  void heard(request, (echo) => sendJson(response, 200, echo))
