import type { RightAnswer } from '#attacks'
import type { Answer } from '../answer.ts'
import { jsonOfBody, memberOfBody } from './marker.ts'
import { wordsOfRight } from './right-words.ts'

export const challengesOf = ({ headers }: Answer): readonly string[] =>
  headers.flatMap(([name, value]) => (name === 'www-authenticate' ? [value] : []))

/** The code that an answer says, in its challenge (RFC 6750 §3) or in its body (RFC 6749 §5.2). */
export function errorCodeOf(answer: Answer): string | undefined {
  for (const challenge of challengesOf(answer)) {
    const [, quoted, bare] = /\berror="([^"]*)"|\berror=([\w-]+)/.exec(challenge) ?? []
    if (quoted !== undefined || bare !== undefined) return quoted ?? bare
  }
  const error = memberOfBody(jsonOfBody(answer.body), 'error')
  return typeof error === 'string' ? error : undefined
}

const challengeCode = (answer: Answer) => /\berror=/.test(challengesOf(answer).join())

/** Whether an answer is that one, to the letter. */
const ANSWER_CHECKS: Record<RightAnswer, (answer: Answer) => boolean> = {
  '2xx': ({ status }) => status >= 200 && status < 300,
  '200': is(200),
  '204': is(204),
  '400': is(400),
  '400 request': is(400, 'invalid_request'),
  '400 invalid_request': is(400, 'invalid_request'),
  '400 invalid_scope': is(400, 'invalid_scope'),
  '400 invalid_target': is(400, 'invalid_target'),
  '401': is(401),
  '401 bare': (answer) => answer.status === 401 && challengesOf(answer).length > 0 && !challengeCode(answer),
  '401 token': is(401, 'invalid_token'),
  '401 invalid_client': is(401, 'invalid_client'),
  '401 invalid_dpop_proof': is(401, 'invalid_dpop_proof'),
  '401 use_dpop_nonce': is(401, 'use_dpop_nonce'),
  '403 scope': is(403, 'insufficient_scope'),
  '405': is(405),
  '4xx': ({ status }) => status >= 400 && status < 500,
  '4xx size': ({ status }) => [400, 413, 414, 431].includes(status),
  '503': is(503),
}

function is(status: number, code?: string) {
  return (answer: Answer) => answer.status === status && (code === undefined || errorCodeOf(answer) === code)
}

export const isRight = (answer: Answer, expects: readonly RightAnswer[]): boolean =>
  expects.some((each) => ANSWER_CHECKS[each](answer))

/** A right answer that lets somebody in: then being believed is no fault by itself. */
export const mayBelieve = (expects: readonly RightAnswer[]): boolean =>
  expects.some((each) => each === '2xx' || each === '200')

/** What is odd about a refusal that is safe: another answer than the right one. What it says instead is in the answer itself. */
export function oddRefusal(answer: Answer, expects: readonly RightAnswer[]): string | undefined {
  if (isRight(answer, expects)) return undefined
  const { status } = answer
  const due = expects.filter((each) => each.startsWith(String(status)))
  if (due.length === 0) return `it was refused with ${status}, where ${statusesIn(expects)} is right`
  if (status === 401 && challengesOf(answer).length === 0)
    return 'its 401 has no WWW-Authenticate header (RFC 9110 §15.5.2)'
  return `its ${status} is right, but it should be: ${wordsOfRight(due)}`
}

const statusesIn = (expects: readonly RightAnswer[]) =>
  [...new Set(expects.map((each) => (each === '4xx size' ? wordsOfRight([each]) : each.split(' ')[0])))].join(' or ')
