import { isObject } from '#core/token/claims'
import { NotStrictJson, parseStrictJson } from '#core/token/strict-json'
import { OAuthError } from '../oauth-error.ts'
import { MAY_REPEAT, shownParameter, tooManyParameters } from './parameters.ts'

/**
 * The parameters of a JSON body, by the rules of a form: an object of texts, each name once. A list of texts stands for a
 * parameter that a form may repeat; an object, or a number, for one whose text in a form is that.
 * @param most how many values there may be
 * @throws OAuthError invalid_request, naming the parameter
 */
export function jsonParameters(bytes: Uint8Array, most: number): URLSearchParams {
  const body = readStrictly(bytes)
  if (!isObject(body)) throw new OAuthError('invalid_request', 'The body must be a JSON object of parameters')
  const pairs = Object.entries(body).flatMap(([name, value]) =>
    parameterValues(name, value).map((text) => [name, text]),
  )
  if (pairs.length > most) throw tooManyParameters(most)
  return new URLSearchParams(pairs)
}

function readStrictly(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes)
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    throw new OAuthError('invalid_request', `The body is refused: ${error.message}`)
  }
}

function parameterValues(name: string, value: unknown): string[] {
  const texts = MAY_REPEAT.has(name) && Array.isArray(value) ? value : [value]
  if (texts.every((text) => typeof text === 'string')) return texts
  const other = OTHER_FORMS.get(name)
  if (other?.isOne(value)) return [JSON.stringify(value)]
  const what = other?.what ?? (MAY_REPEAT.has(name) ? 'a text, or a list of texts' : 'a text')
  throw new OAuthError('invalid_request', `The parameter ${shownParameter(name)} must be ${what}`)
}

/** What the text of a parameter stands for in a form: in JSON it may be that itself. */
const OTHER_FORMS = new Map<string, { isOne: (value: unknown) => boolean; what: string }>([
  ['claims', { isOne: isObject, what: 'a JSON object, or its text' }],
  ['lifetime', { isOne: (value) => typeof value === 'number', what: 'a number of seconds, or its text' }],
])
