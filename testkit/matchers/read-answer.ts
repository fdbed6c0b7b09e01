import { traceOfAnswer } from '../trust/traced-answers.ts'
import { parseChallenge } from './parse-challenge.ts'

/** What a call got, in whatever form the test has it. */
export interface KitAnswer {
  readonly status: number
  /** The first challenge of the kind Bearer (RFC 6750 §3). */
  readonly challenge: Readonly<Record<string, string>>
  readonly text: string
  /** Members of a JSON object; none where it is something else. */
  readonly body: Readonly<Record<string, unknown>>
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
export async function readAnyAnswer(answer: unknown): Promise<KitAnswer> {
  const given: Record<string, unknown> = Object(await answer)
  const status = given['status'] ?? given['statusCode']
  if (typeof status !== 'number')
    throw new TypeError('This is no answer: it has no status. Hand over what the call gives.')
  const text = await textOfAnswer(given)
  const body = objectIn(text)
  const traceId = traceOfAnswer(given) ?? body['traceId']
  const challenge = parseChallenge(headerOf(given['headers'], 'www-authenticate'))
  return { status, challenge, text, body, ...(typeof traceId === 'string' && { traceId }) }
}

async function textOfAnswer(given: Record<string, unknown>): Promise<string> {
  if (isFetched(given)) return given.bodyUsed ? '' : given.clone().text()
  const { text, body, data, payload } = given
  if (typeof text === 'string') return text
  if (isReadOnce(body)) return body.text()
  const content = body ?? data ?? payload ?? ''
  return typeof content === 'string' ? content : JSON.stringify(content)
}

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

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
