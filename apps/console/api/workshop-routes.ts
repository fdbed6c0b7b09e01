import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { route, type Route } from '#core/http/routes'
import { sendJson, sendText } from '#core/http/send'
import { showCode } from '../workshop/find-code.ts'
import { workshopReport } from '../workshop/report.ts'
import { WORKSHOP_STEPS } from '../workshop/tracks.ts'
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
  route('GET /workshop/code/:step', 'the code that decides, with the lines around it', ({ params }, response) => {
    const step = WORKSHOP_STEPS.find(({ id }) => id === params['step'])
    const text = step ? showCode(step.code) : ''
    if (text === '') throw new Problem('not-found', 'There is no such step, or its file is not on this machine.')
    sendText(response, 'text/plain; charset=utf-8', text)
  }),
  route('GET /workshop/report.md', 'what was done in the workshop, as Markdown (?name=Ada)', ({ query }, response) => {
    response.attachment('workshop.md')
    sendText(
      response,
      'text/markdown; charset=utf-8',
      workshopReport(workshop.look(), typeof query['name'] === 'string' ? query['name'] : undefined),
    )
  }),
]
