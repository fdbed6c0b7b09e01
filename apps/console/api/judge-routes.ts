import type { RequestHandler } from 'express'
import type { Clock } from '#core/clock'
import { jsonBody, parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { route, type Route } from '#core/http/routes'
import { sendSecret } from '#core/http/send'
import { judgedOrderSchema } from '../judge/judge-order.ts'
import type { JudgeDesk } from '../judge/late-judge-desk.ts'

export interface JudgeRouteParts {
  judge: JudgeDesk
  /** For time limits. */
  machine: Clock
  /** In front of it: programs of this machine may ask as they may ask any control plane, and no page of another origin. */
  allowed: RequestHandler[]
}

/** So many questions are judged at once: each is looked at by a dozen systems. */
const MOST_QUESTIONS = 4

/** Of one question: the processes that are asked answer at once, or never. Milliseconds. */
const JUDGE_PATIENCE = 20_000

/** One token before every judge. A token is in bodies alone: never in an address, a log, or what is kept. */
export function judgeRoute({ judge, machine, allowed }: JudgeRouteParts): Route {
  let underWay = 0
  return route(
    'POST /control/judge',
    'what every system says of a token {token | authorization | named, aud, iss, at, keys}, and why they differ',
    ...allowed,
    jsonBody,
    async ({ body }, response) => {
      const order = parseInput(judgedOrderSchema, body)
      if (underWay >= MOST_QUESTIONS)
        throw new Problem('too-many-requests', OTHERS_ARE_JUDGED, { headers: { 'retry-after': '1' } })
      underWay++
      const judging = judge(order).finally(() => underWay--)
      sendSecret(response, await inTimeOf(judging, machine))
    },
  )
}

/** Whoever waits is told; what is under way still counts until it ends. */
async function inTimeOf<Result>(judging: Promise<Result>, machine: Clock): Promise<Result> {
  const { promise: timeIsUp, reject } = Promise.withResolvers<never>()
  const stop = machine.every(JUDGE_PATIENCE, () => reject(new Problem('peer-timeout', JUDGES_ARE_SLOW)))
  try {
    return await Promise.race([judging, timeIsUp])
  } finally {
    stop()
  }
}

const OTHERS_ARE_JUDGED = 'Other tokens are being judged. Ask again in a moment.'
const JUDGES_ARE_SLOW = 'The judges did not answer in time.'
