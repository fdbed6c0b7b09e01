import {
  AccessRefused,
  type AccessReason,
  type AccessRefusal,
  type AskedRequest,
  type DialectAnswer,
} from '../../dialect.ts'
import { fieldValues } from '../../field-values.ts'

/** As the original writes JSON: without spaces, and a slash has a backslash before it. */
export const luaJson = (value: unknown): string => JSON.stringify(value).replaceAll('/', String.raw`\/`)

/** What it says of a fault of its own. */
export const UNEXPECTED = 'An unexpected error occurred'

const JSON_TYPE = 'application/json; charset=utf-8'

/** @param words of the original; what begins with a brace is the whole body */
export const kongRefusal = (reason: AccessReason, words: string, claim?: string): AccessRefused =>
  new AccessRefused(reason, { words, ...(claim !== undefined && { claim }) })

/**
 * How the plugin says no (KJ-3): 401, a message in JSON, and a challenge, which names an error where there was a token. What is not the
 * plugin's to say, a fault of the gateway itself, is an error like all others of the gateway.
 */
export function kongAnswer(
  { reason, check, words = UNEXPECTED }: AccessRefusal,
  request: AskedRequest,
  realm: string | undefined,
): DialectAnswer {
  if (words === UNEXPECTED || reason === 'cannot-decide') return kongError(500, UNEXPECTED, request)
  const parts = [
    realm === undefined ? [] : `realm="${realm}"`,
    reason === 'no-credentials' ? [] : 'error="invalid_token"',
  ]
  const challenge = ['Bearer', parts.flat().join(', ')].filter((part) => part !== '').join(' ')
  return {
    status: 401,
    headers: {
      'content-type': JSON_TYPE,
      // Whoever was believed and belongs to nobody hears of no challenge.
      ...(check !== 'consumer' && { 'www-authenticate': challenge }),
    },
    body: words.startsWith('{') ? words : luaJson({ message: words }),
  }
}

/** An error of the gateway itself: in the form that the client accepts, with the id of the request. */
export function kongError(
  status: number,
  message: string,
  request: AskedRequest,
  headers: Readonly<Record<string, string>> = {},
): DialectAnswer {
  const [type, write] = FORMS[acceptedForm(fieldValues(request, 'accept').join(','))]
  return {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, ...headers },
    body: write(message, request.id ?? ''),
  }
}

type ErrorForm = 'json' | 'html' | 'xml' | 'text'

const FORMS: Record<ErrorForm, readonly [type: string, write: (message: string, id: string) => string]> = {
  json: ['application/json', (message, id) => `{\n  "message":${JSON.stringify(message)},\n  "request_id":"${id}"\n}`],
  html: [
    'text/html',
    (message, id) =>
      `<!doctype html>\n<html>\n  <head>\n    <meta charset="utf-8">\n    <title>Error</title>\n  </head>\n  <body>\n    <h1>Error</h1>\n    <p>${inMarkup(message)}.</p>\n    <p>request_id: ${id}</p>\n  </body>\n</html>\n`,
  ],
  xml: [
    'application/xml',
    (message, id) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<error>\n  <message>${inMarkup(message)}</message>\n  <requestid>${id}</requestid>\n</error>\n`,
  ],
  text: ['text/plain', (message, id) => `${message}\nrequest_id: ${id}\n`],
}

const inMarkup = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const FORM_OF: ReadonlyMap<string, ErrorForm> = new Map([
  ['application/json', 'json'],
  ['text/html', 'html'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['text/plain', 'text'],
  ['*/*', 'json'],
  ['application/*', 'json'],
  ['text/*', 'text'],
])

/** Whoever asks with more is answered by the first of them. */
const MOST_ACCEPTED = 32

/** The form that the client would rather have (RFC 9110 §12.5.1); JSON where it says nothing. */
function acceptedForm(accept: string): ErrorForm {
  let best: ErrorForm = 'json'
  let most = 0
  for (const each of accept.split(',', MOST_ACCEPTED)) {
    const [range = '', ...parameters] = each.toLowerCase().split(';')
    const form = FORM_OF.get(range.trim())
    const weight = Number(
      /^\s*q=([\d.]{1,5})\s*$/.exec(parameters.find((text) => text.includes('q=')) ?? 'q=1')?.[1] ?? 0,
    )
    if (form && weight > most) [best, most] = [form, weight]
  }
  return best
}
