import { MAX_DEPTH, parseStrictJsonText } from '../token/strict-json.ts'
import { ANSWER_BOUNDS, type AnswerBounds } from './answer-bounds.ts'
import { ALONE_HEADER } from './context.ts'
import type { CollectedAnswer, UnderWay } from './collect-answer.ts'
import { createRoom } from './room.ts'

export interface PeerAnswer {
  status: number
  /** For media types that are JSON, the value; otherwise the text. */
  body: unknown
  type: string
  headers: AnswerHeaders
}

/** The headers that somebody here reads. */
export interface AnswerHeaders {
  etag?: string
  'cache-control'?: string
  /** How long a cache between has kept it already, in seconds (RFC 9111 §5.1). */
  age?: string
  /** All of them, one behind the other (RFC 9110 §11.6.1). */
  'www-authenticate'?: string
  /** When to ask again, in seconds (RFC 9110 §10.2.3). */
  'retry-after'?: string
  /** There: a fault is set for this trace alone. */
  [ALONE_HEADER]?: string
}

/** A verdict or a trace has the claims of a token in it, some levels deeper. */
export const MAX_ANSWER_DEPTH = MAX_DEPTH + 16

/** What has fewer bytes is read at once. */
const LITTLE = 8000

/** What is read in one round of events, of all peers: a little is no work, and something large is the work of a round. */
const reading = createRoom({ size: ANSWER_BOUNDS.short.bytes, line: Infinity, little: 0 })

/** Large answers are read one after the other, so that what else there is to do is not held up by all of them. */
export async function readInTurn({ answer, refuseIfGivenUp }: UnderWay, bounds: AnswerBounds): Promise<PeerAnswer> {
  const collected = await answer
  const { length } = collected.body
  if (length > LITTLE) {
    await reading.enter(length)
    setImmediate(() => reading.leave(length))
    refuseIfGivenUp()
  }
  return toPeerAnswer(collected, bounds)
}

function toPeerAnswer({ status, headers, body }: CollectedAnswer, { structure }: AnswerBounds): PeerAnswer {
  const type = mediaType(headers['content-type'])
  const text = body.toString()
  return {
    status,
    type,
    body: isJson(type) ? parseStrictJsonText(text, MAX_ANSWER_DEPTH, structure) : text,
    headers: readHeaders(headers),
  }
}

function readHeaders(headers: CollectedAnswer['headers']): AnswerHeaders {
  const { etag, age, 'cache-control': cacheControl, 'www-authenticate': challenges, 'retry-after': later } = headers
  const alone = headers[ALONE_HEADER]
  return {
    ...(typeof etag === 'string' && { etag }),
    // One that came twice is a list (RFC 9110 §5.3).
    ...(age !== undefined && { age: String(age) }),
    ...(cacheControl !== undefined && { 'cache-control': String(cacheControl) }),
    ...(typeof later === 'string' && { 'retry-after': later }),
    ...(alone !== undefined && { [ALONE_HEADER]: String(alone) }),
    ...(challenges !== undefined && { 'www-authenticate': [challenges].flat().join(', ') }),
  }
}

export function mediaType(header: string | string[] | undefined): string {
  const first = (Array.isArray(header) ? header[0] : header) ?? ''
  const end = first.indexOf(';')
  return (end < 0 ? first : first.slice(0, end)).trim().toLowerCase()
}

const isJson = (type: string) => type === 'application/json' || type.endsWith('+json')
