import { Buffer } from 'node:buffer'
import type { RequestHandler, Response } from 'express'
import { z } from 'zod'
import type { ControlledName } from '#core/config/processes'
import { jsonBody, parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { route, type Route } from '#core/http/routes'
import { sendJson, sendSecret } from '#core/http/send'
import { unwrapPasted } from '#core/token/dissect/pasted'
import { EXPIRED_ONE, type WayToBring } from '#core/token/named-tokens'
import { isRole } from '#scenarios'
import { chooseKeys } from '../bench/choose-keys.ts'
import { checkOrder, checkToken } from '../bench/check-token.ts'
import { benchChoices, sandboxTime, type ChoiceParts } from '../bench/choices.ts'
import { showDecoded } from '../bench/show-decoded.ts'
import { mintBy, signAsOrdered, signOrder } from '../bench/sign-order.ts'
import { WAYS_ON_BENCH, type SentAnswer } from '../pages/bench/bench-state.ts'
import type { AskProcess } from '../live/ask.ts'
import type { Plays } from '../plays/plays.ts'
import type { GivenBy } from '../workshop/evidence.ts'

export interface BenchRouteParts extends ChoiceParts {
  plays: Pick<Plays, 'send'>
  /** Told of each token that is given away here. */
  gave(token: string, by: GivenBy): void
  ports: Readonly<Record<ControlledName, number>>
  tlsPorts: Readonly<Record<ControlledName, number>>
  /** In front of what signs, sends, or asks others for keys. */
  changes: RequestHandler[]
}

/** As long as a body can be. */
const anyToken = z.string().max(100_000, 'has more than 100000 characters')

const WAYS = Object.keys(WAYS_ON_BENCH) as WayToBring[] // the keys of a constant

const sendOrder = z.strictObject({
  token: anyToken,
  to: z.string(),
  scenario: z.int(),
  /** Absent: in one header, as Bearer. */
  brought: z.enum(WAYS).optional(),
})

/** The token bench, as data. A token is in bodies alone: never in an address, a log, or what is kept. */
export function benchRoutes(parts: BenchRouteParts): Route[] {
  const { ask, scenarios, plays, now, changes } = parts
  const give = (response: Response, token: string, by: GivenBy) => {
    parts.gave(token, by)
    sendSecret(response, { token })
  }
  return [
    route(
      'POST /api/bench/decode',
      'takes a text apart that should be a token {token}',
      jsonBody,
      ({ body }, response) =>
        sendSecret(response, showDecoded(parseInput(z.strictObject({ token: anyToken }), body).token)),
    ),
    route('GET /api/bench/choices', 'the rings, issuers and services to choose from', async (_request, response) =>
      sendJson(response, 200, await benchChoices(parts)),
    ),
    route(
      'POST /api/bench/check',
      'checks a token by the keys and expectations in the body',
      ...changes,
      jsonBody,
      async ({ body }, response) => {
        const { token, keys, expected } = parseInput(checkOrder, body)
        const chosen = await chooseKeys(keys, parts)
        sendSecret(response, await checkToken(token, expected, chosen, await sandboxTime(ask, now)))
      },
    ),
    route(
      'POST /api/bench/sign',
      'lets the factory sign what is written',
      ...changes,
      jsonBody,
      async ({ body }, response) => {
        const order = parseInput(signOrder, body)
        give(response, await signAsOrdered(order, ask), order.signer.kind)
      },
    ),
    route('POST /api/bench/sample', 'a good token of A for B', ...changes, jsonBody, async (_request, response) =>
      give(response, await mintBy(ask, SAMPLE), 'sample'),
    ),
    route(
      'POST /api/bench/send',
      'sends a token to a service {token, to, scenario, brought}',
      ...changes,
      jsonBody,
      async ({ body }, response) => {
        const { token: pasted, to, scenario: number, brought } = parseInput(sendOrder, body)
        const scenario = scenarios.find((each) => each.number === number)
        if (!scenario || !isRole(to)) throw new Problem('not-found', 'There is no such service or scenario.')
        const way = brought === undefined ? {} : { brought, ...(await anotherFor(brought, ask)) }
        const { play, answer } = await plays.send({ token: unwrapPasted(pasted).token, way, to, scenario })
        const challenge = answer.headers['www-authenticate']
        const { outcome, reason, check } = play.outcome
        const sent: SentAnswer = {
          status: answer.status,
          ...(challenge !== undefined && { challenge }),
          body: bodyText(answer.body),
          traceId: play.traceId,
          to,
          outcome: { outcome, ...(reason !== undefined && { reason }), ...(check !== undefined && { check }) },
        }
        sendSecret(response, sent)
      },
    ),
  ]
}

/** As A asks for one in the first scenario. */
const SAMPLE = { signedBy: { ring: 'servicea' }, claims: { aud: 'serviceb' }, lifetime: '15m' }

/** An expired one, where two are sent: no verifier comes to look at it. */
async function anotherFor(brought: WayToBring, ask: AskProcess): Promise<{ another?: string }> {
  if (brought !== 'expired-one-behind-it') return {}
  return { another: await mintBy(ask, { ...SAMPLE, named: EXPIRED_ONE }) }
}

/** What a page shows of an answer. Characters. */
const MOST_OF_BODY = 20_000

function bodyText(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body, undefined, 2)
  return Buffer.byteLength(text) > MOST_OF_BODY ? `${text.slice(0, MOST_OF_BODY)} …` : text
}
