import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { LabDesk } from '../attack-lab/lab-desk.ts'
import { labDiscoverySchema, labOrderSchema, labTargetSchema } from '../attack-lab/lab-order.ts'
import type { LabRun } from '../pages/attack-lab/lab-state.ts'

const besideSchema = z.strictObject({ id: z.string().max(100), target: labTargetSchema })
const runLookSchema = z.object({ of: z.string().max(100).optional(), after: z.coerce.number().int().min(0).optional() })

/** With `wait` a program has all of it in one answer. */
const awaitedOrderSchema = labOrderSchema.extend({ wait: z.boolean().optional() })

/** The attack lab, for its page. */
export const attackLabRoutes = ({ desk, changes }: { desk: LabDesk; changes: RequestHandler[] }): Route[] => [
  route(
    'GET /api/attacks/run',
    'the last run of the attack lab (?of=…&after=…: only what came since)',
    ({ query }, response) => sendJson(response, 200, since(desk.look(), parseInput(runLookSchema, query))),
  ),
  route(
    'POST /api/attacks/run',
    'runs cases against a service {target, only, withKeys}, and answers when it begins, or ends {wait}',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      const { wait, ...order } = parseInput(awaitedOrderSchema, body)
      const run = await desk.start(order)
      if (wait === true) sendJson(response, 200, await endOfRun(desk))
      else sendJson(response, 202, run)
    },
  ),
  route('DELETE /api/attacks/run', 'ends the run that is going', ...changes, async (_request, response) => {
    await desk.stop()
    sendJson(response, 200, desk.look() ?? {})
  }),
  route(
    'POST /api/attacks/beside',
    'a bad token beside the good one {id, target}',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      const { id, target } = parseInput(besideSchema, body)
      sendJson(response, 200, await desk.beside(id, target))
    },
  ),
  route(
    'POST /api/attacks/discovery',
    'finds out what a service expects of a good token {url, audience}',
    ...changes,
    jsonBody,
    async ({ body }, response) => sendJson(response, 200, await desk.discover(parseInput(labDiscoverySchema, body))),
  ),
  route(
    'GET /api/attacks/matrix',
    'the last token matrix {isGoing, words, matrix}: how far it has come, and what is known so far',
    (_request, response) => sendJson(response, 200, desk.lookMatrix() ?? {}),
  ),
  route('DELETE /api/attacks/matrix', 'ends the matrix that is being made', ...changes, async (_request, response) => {
    await desk.stopMatrix()
    sendJson(response, 200, {})
  }),
  route(
    'POST /api/attacks/matrix',
    'plays every scenario, and replays each token at every door {}',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      parseInput(z.strictObject({}), body)
      sendJson(response, 200, await desk.matrix())
    },
  ),
]

/** Of another run all is new; of one that has ended, too: a verdict may have changed at its end. */
function since(run: LabRun | undefined, { of, after = 0 }: z.infer<typeof runLookSchema>): LabRun | object {
  if (!run) return {}
  return of === run.id && run.isGoing ? { ...run, results: run.results.slice(after) } : run
}

/** Whoever has gone meanwhile keeps nothing going: a run ends by itself. */
function endOfRun(desk: LabDesk): Promise<LabRun | undefined> {
  const { promise, resolve } = Promise.withResolvers<LabRun | undefined>()
  const stop = desk.onEnd((run) => {
    stop()
    resolve(run)
  })
  if (desk.look()?.isGoing !== true) {
    stop()
    resolve(desk.look())
  }
  return promise
}
