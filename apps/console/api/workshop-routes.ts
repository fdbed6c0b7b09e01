import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import { sendJson, sendText } from '#core/http/send'
import { workshopReport } from '../workshop/report.ts'
import type { WorkshopDesk } from '../workshop/workshop-desk.ts'

const stepSchema = z.strictObject({ step: z.string().min(1).max(100) })

/** The workshop, as data. Nothing here ticks a step: what was seen does. */
export const workshopRoutes = ({
  workshop,
  changes,
}: {
  workshop: WorkshopDesk
  changes: RequestHandler[]
}): Route[] => [
  route('GET /api/workshop', 'the steps of the workshop, and which are done', (_request, response) =>
    sendJson(response, 200, workshop.look()),
  ),
  route('POST /api/workshop/hints', 'shows one more hint {step}', ...changes, jsonBody, ({ body }, response) =>
    sendJson(response, 200, workshop.hint(parseInput(stepSchema, body).step)),
  ),
  route(
    'POST /api/workshop/reset',
    'takes the progress back, of one step or of all {step: "all"}',
    ...changes,
    jsonBody,
    ({ body }, response) => sendJson(response, 200, workshop.reset(parseInput(stepSchema, body).step)),
  ),
  route('GET /workshop/report.md', 'what was done in the workshop, as Markdown', (_request, response) => {
    response.attachment('workshop.md')
    sendText(response, 'text/markdown; charset=utf-8', workshopReport(workshop.look()))
  }),
]
