import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { readQuery } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendJson, sendSecret } from '#core/http/send'
import { parametersOf, type NumberedScenario } from '#scenarios'
import type { KeptPlay, ShownPlay } from '../plays/kept-play.ts'
import type { Plays } from '../plays/plays.ts'

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
      sendJson(response, 200, withoutTokens(found(plays, params['traceId']))),
    ),
    route(
      'GET /api/plays/:traceId/tokens',
      'the raw tokens of a play: for people of this machine, or with CONTROL_TOKEN',
      ...changes,
      ({ params }, response) => sendSecret(response, { tokens: found(plays, params['traceId']).tokens }),
    ),
  ]
}

/** @throws Problem not-found when it is not kept any more */
export function found(plays: Pick<Plays, 'get'>, traceId: unknown): KeptPlay {
  const play = plays.get(String(traceId))
  if (play) return play
  throw new Problem('not-found', 'This play is not kept any more, or never was: the console keeps the last 200.')
}

/** What leaves the console. */
export const withoutTokens = ({ tokens: _tokens, ...play }: KeptPlay): ShownPlay => play

const lineOf = ({ steps: _steps, tokens: _tokens, answer: _answer, ...line }: KeptPlay) => line
