import type { Clock } from '#core/clock'
import { isObject } from '#core/token/claims'
import { traceOfAnswer } from '../trust/traced-answers.ts'
import { isRedirectFollowed, isSentWithoutToken } from './known-of-call.ts'
import { parseChallenge } from './parse-challenge.ts'
import { readFetched, readOnce, boundBody, type ReadBody } from './read-body.ts'

/** What a call got, in whatever form the test has it. */
export interface KitAnswer {
  readonly status: number
  /** The first challenge of the kind Bearer (RFC 6750 §3). */
  readonly challenge: Readonly<Record<string, string>>
  readonly text: string
  /** All that WWW-Authenticate says. */
  readonly challenges: string
  /** Members of a JSON object; none where it is something else. */
  readonly body: Readonly<Record<string, unknown>>
  /** The object or the list that the text is. */
  readonly json: unknown
  readonly isJson: boolean
  /** The client went on to another address: what answers there need not have seen the token. */
  readonly isRedirected: boolean
  /** It is certain that no token was sent. */
  readonly isSentWithout: boolean
  /** Why the body, or its end, is not known. */
  readonly unread?: string
  /** Where it is known. */
  readonly traceId?: string
}

/** What a service answers, as `fetch`, undici, supertest, axios and others have it. */
export type AnyAnswer =
  | Response
  | { status: number; headers?: unknown; text?: unknown; body?: unknown; data?: unknown }
  | { statusCode: number; headers?: unknown; body?: unknown; payload?: unknown }

/** What clients reject with that take 401 for an error (axios, got, ky) bears the answer. */
export function answerOfError(error: unknown): unknown {
  const { response } = Object(error) as { response?: unknown }
  const { status, statusCode } = Object(response) as { status?: unknown; statusCode?: unknown }
  return typeof status === 'number' || typeof statusCode === 'number' ? response : undefined
}

/** Reads it, and leaves a Response as it is. @throws TypeError for what is no answer */
export async function readAnyAnswer(answer: unknown, clock: Clock): Promise<KitAnswer> {
  const given: Record<string, unknown> = Object(await answer)
  const status = given['status'] ?? given['statusCode']
  if (typeof status !== 'number')
    throw new TypeError('This is no answer: it has no status. Hand over what the call gives.')
  const isStream = headerOf(given['headers'], 'content-type').startsWith('text/event-stream')
  const { text, unread } = isStream && status < 300 ? { text: '' } : await readBodyOf(given, clock)
  const json = jsonOfKitAnswer(text)
  const body = isObject(json) ? json : {}
  const traceId = traceOfAnswer(given) ?? body['traceId']
  const challenges = headerOf(given['headers'], 'www-authenticate')
  return {
    status,
    challenges,
    challenge: parseChallenge(challenges),
    text,
    body,
    json,
    isJson: json !== undefined,
    isRedirected: isRedirectFollowed(given),
    isSentWithout: isSentWithoutToken(given),
    ...(unread !== undefined && { unread }),
    ...(typeof traceId === 'string' && { traceId }),
  }
}

async function readBodyOf(given: Record<string, unknown>, clock: Clock): Promise<ReadBody> {
  if (isFetched(given)) return readFetched(given, clock)
  const { text, body, data, payload } = given
  if (typeof text === 'string') return boundBody(text)
  if (isReadOnce(body)) return given['bodyUsed'] === true ? ALREADY_READ : readOnce(body, clock)
  const content = body ?? data ?? payload ?? ''
  if (typeof Object(content === '' ? given : content).pipe === 'function')
    return { text: '', unread: 'its body is a stream: hand over { status, headers, body } with the text' }
  return typeof content === 'string' ? boundBody(content) : boundBody(JSON.stringify(content) ?? '')
}

const ALREADY_READ: ReadBody = { text: '', unread: 'its body was read before: hand it over first' }

/** Of any fetch: that of undici makes others than the global one. */
const isFetched = (given: object): given is Response =>
  'clone' in given && typeof given.clone === 'function' && 'bodyUsed' in given

/** A body of undici can be read once: the test does not need it, for it asks about the refusal. */
const isReadOnce = (body: unknown): body is { text(): Promise<string> } =>
  typeof body === 'object' && body !== null && 'text' in body && typeof body.text === 'function'

function headerOf(headers: unknown, name: string): string {
  if (typeof headers !== 'object' || headers === null) return ''
  if ('get' in headers && typeof headers.get === 'function') return String(headers.get(name) ?? '')
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1]
  return [found ?? ''].flat().join(', ')
}

/** An object or a list; undefined for any other text. */
function jsonOfKitAnswer(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
