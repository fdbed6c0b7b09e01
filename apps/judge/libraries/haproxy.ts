import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { cannotBeAsked } from '../judge-by.ts'
import type { Judge, Judgement, Question } from '../judgement.ts'
import type { LoopbackAnswer } from './ask-on-loopback.ts'
import {
  HAPROXY_RULES,
  HAPROXY_SOCKET,
  haproxyConfiguration,
  MOST_HAPROXY_KEYS,
  pemName,
  pemsOf,
  refusalOfHaproxy,
} from './haproxy-configuration.ts'
import { askHaproxy, findHaproxy, type FoundHaproxy } from './haproxy-process.ts'
import { judgementOfLibrary } from './library-checks.ts'
import { inJudgingTime, notOfThisTime } from './machine-time.ts'
import { tokenOfHeader } from './token-of-header.ts'

const HAPROXY = 'haproxy'

const HAPROXY_MISSING = 'It is not installed here: on Debian, apt install haproxy.'

/** So many questions may wait: each takes some tenths of a second, and goes by the time at which it has its turn. */
const MOST_QUESTIONS_WAITING = 6

/**
 * HAProxy with the rules that its maker writes for tokens of OAuth, where it is installed: a process for each question, one after the other,
 * that listens at a socket in a private folder. It reads the clock of the machine, and cannot be told another time.
 * @param clock of the machine
 * @param places programs that may be it, in their order
 */
export async function openHaproxyJudge(clock: Clock, places?: readonly string[]): Promise<Judge> {
  const found = await findHaproxy(places)
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    id: HAPROXY,
    title: `HAProxy${found ? ` ${found.version}` : ''} with jwt_verify`,
    configuration: haproxyConfiguration(['RS256'], 1),
    async judge(question) {
      if (!found) return cannotBeAsked(HAPROXY, HAPROXY_MISSING)
      const otherTime = notOfThisTime('HAProxy', question, clock)
      if (otherTime !== undefined) return cannotBeAsked(HAPROXY, otherTime)
      if (waiting >= MOST_QUESTIONS_WAITING)
        return cannotBeAsked(HAPROXY, 'Other tokens are being judged. Ask again in a moment.')
      waiting++
      try {
        const turn = last.then(() => judgeByHaproxy(found, question, clock))
        last = turn.catch(() => undefined)
        return await turn
      } finally {
        waiting--
      }
    },
  }
}

async function judgeByHaproxy(found: FoundHaproxy, question: Question, clock: Clock): Promise<Judgement> {
  try {
    const answer = await inJudgingTime(clock, (signal) => askInFolder(found, question, clock, signal))
    return judgementOfLibrary({
      judge: HAPROXY,
      order: HAPROXY_RULES,
      token: tokenOfHeader(question.authorization),
      refusal: refusalOfHaproxy(answer.status, answer.body),
      status: answer.status,
      answer: { status: answer.status, headers: contentTypeOf(answer), body: answer.body },
    })
  } catch (error) {
    return cannotBeAsked(HAPROXY, `HAProxy could not be asked: ${whyNotAsked(error)}`)
  }
}

const contentTypeOf = ({ headers }: LoopbackAnswer): Record<string, string> =>
  headers['content-type'] === undefined ? {} : { 'content-type': headers['content-type'] }

/** Errors of the platform have paths in them. */
const whyNotAsked = (error: unknown): string =>
  error instanceof Error && !('code' in error) ? error.message : `the platform says ${Object(error).code}`

async function askInFolder(
  { program }: FoundHaproxy,
  { keys, expected, authorization }: Question,
  clock: Clock,
  signal: AbortSignal,
): Promise<LoopbackAnswer> {
  const pems = pemsOf(keys)
  if (pems.length === 0) throw new Error('there is no key')
  if (pems.length > MOST_HAPROXY_KEYS) throw new Error(`there are more than ${MOST_HAPROXY_KEYS} keys`)
  const algorithms = new Set(keys.keys.map(({ algorithm }) => algorithm))
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-judge-')) // which nobody else may look into
  try {
    await Promise.all(pems.map((pem, at) => writeFile(join(folder, pemName(at)), pem)))
    const file = join(folder, 'haproxy.cfg')
    await writeFile(file, haproxyConfiguration([...algorithms], pems.length))
    const env = { ISSUER: expected.issuer, AUDIENCE: expected.audience, PLACE: folder }
    return await askHaproxy(
      { program, file, env, socketPath: join(folder, HAPROXY_SOCKET) },
      authorization,
      clock,
      signal,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
