import type { Request, RequestHandler } from 'express'
import type { ZodType } from 'zod'
import { NotStrictJson, parseStrictJson } from '../token/strict-json.ts'
import { readBytes } from './body.ts'
import { faultWords, FAULTS_TOLD } from './input-words.ts'
import { Problem } from './problem.ts'

/**
 * Reads a JSON body: bounded, UTF-8, without duplicate names, at most 32 levels deep. The value is `request.body`;
 * whoever uses it gives it a type with `parseInput`.
 */
export const jsonBody: RequestHandler = (request, response, next) => {
  readBytes(request, response, (error?: unknown) => {
    if (error !== undefined) return next(error)
    try {
      request.body = readJson(request)
      next()
    } catch (problem) {
      next(problem)
    }
  })
}

function readJson(request: Request): unknown {
  const bytes: unknown = request.body
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return {} // nothing said, nothing asked for
  if (!isJsonType(request.headers['content-type'])) {
    throw new Problem('unsupported-media-type', 'The body must be application/json in UTF-8.')
  }
  try {
    return parseStrictJson(bytes)
  } catch (error) {
    if (error instanceof NotStrictJson) throw new Problem('invalid-input', `The body is refused: ${error.message}.`)
    throw error
  }
}

export function isJsonType(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType)
}

/**
 * Gives an input its type.
 * @throws Problem invalid-input that lists the faults, with the place of each; of very many, the first
 */
export function parseInput<Output>(schema: ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input, faultWords)
  if (result.success) return result.data
  const { issues } = result.error
  const faults = issues.slice(0, FAULTS_TOLD).map(({ path, message }) => ({ at: path.join('.') || WHOLE, message }))
  const list = faults.map(({ at, message }) => (at === WHOLE ? sayWhole(message) : `${at}: ${message}`)).join('; ')
  const more = issues.length > FAULTS_TOLD ? `; and ${issues.length - FAULTS_TOLD} more faults` : ''
  throw new Problem('invalid-input', `The input does not fit: ${list}${more}.`, { members: { faults } })
}

const WHOLE = '(body)'

/** What is wrong with all of it, and not with a member. */
const sayWhole = (message: string) => (message.startsWith('"') ? message : `it ${message}`)
