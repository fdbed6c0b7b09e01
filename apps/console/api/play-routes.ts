import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { readQuery } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendJson, sendSecret, sendText } from '#core/http/send'
import { parametersOf, type NumberedScenario } from '#scenarios'
import { playAsMarkdown } from '../plays/export-play.ts'
import type { Plays } from '../plays/plays.ts'
import { keptPlay, lineOf, withoutTokens } from '../plays/shown.ts'

export interface PlayRouteParts {
  scenarios: readonly NumberedScenario[]
  plays: Plays
  /** In front of whatever changes something, or tells a secret. */
  changes: RequestHandler[]
}

const orderSchema = z.strictObject({
  scenario: z.int(),
  query: z.record(z.string(), z.string()).default({}),
})

/** Plays, as data: what the pages ask for. */
export function playRoutes({ scenarios, plays, changes }: PlayRouteParts): Route[] {
  return [
    route('POST /api/plays', 'plays a scenario {scenario, query}', ...changes, jsonBody, async ({ body }, response) => {
      const { scenario: number, query } = parseInput(orderSchema, body)
      const scenario = scenarios.find((each) => each.number === number)
      if (!scenario) throw new Problem('not-found', `There is no scenario ${number}.`)
      readQuery(query, parametersOf(scenario), `Scenario ${number}`)
      sendJson(response, 200, withoutTokens(await plays.play(scenario, query)))
    }),
    route('GET /api/plays', 'the last plays, the newest first', (_request, response) =>
      sendJson(response, 200, { plays: plays.list().map(lineOf) }),
    ),
    route('GET /api/plays/:traceId', 'a play, with all its steps', ({ params }, response) =>
      sendJson(response, 200, withoutTokens(keptPlay(plays, params['traceId']))),
    ),
    route('GET /plays/:traceId/export.json', 'a play as JSON, to keep', ({ params }, response) => {
      response.attachment('play.json')
      sendJson(response, 200, withoutTokens(keptPlay(plays, params['traceId'])))
    }),
    route('GET /plays/:traceId/export.md', 'a play as Markdown with a Mermaid diagram', ({ params }, response) => {
      response.attachment('play.md')
      sendText(response, 'text/markdown; charset=utf-8', playAsMarkdown(keptPlay(plays, params['traceId'])))
    }),
    route(
      'GET /api/plays/:traceId/tokens',
      'the raw tokens of a play: for people of this machine, or with CONTROL_TOKEN',
      ...changes,
      ({ params }, response) => sendSecret(response, { tokens: keptPlay(plays, params['traceId']).tokens }),
    ),
  ]
}
