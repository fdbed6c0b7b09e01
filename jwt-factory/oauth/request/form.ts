import type { Request, RequestHandler } from 'express'
import { readBytes } from '#core/http/body'
import { jsonParameters } from './json-parameters.ts'
import { OAuthError } from '../oauth-error.ts'
import { MAY_REPEAT, shownParameter, tooManyParameters } from './parameters.ts'

/** The parameters of an OAuth request (RFC 6749 §3.2): one that was sent without a value is as good as absent. */
export interface Form {
  get(name: string): string | undefined
  /** For parameters that may come twice (RFC 8707 §2). */
  all(name: string): string[]
  /** By name, as far as they were sent: for the captured request, which decides what of it is shown. */
  readonly values: Readonly<Record<string, string | string[]>>
}

/** @throws OAuthError invalid_request, naming the parameter */
export function requireParameter(form: Form, name: string): string {
  const value = form.get(name)
  if (value !== undefined) return value
  throw new OAuthError('invalid_request', `The parameter ${name} is required`)
}

/** Nothing that opens a door belongs into an address (RFC 6749 §2.3.1): addresses end up in logs. */
export const NOT_IN_THE_QUERY = [
  'client_secret',
  'client_assertion',
  'assertion',
  'subject_token',
  'actor_token',
  'token',
  'access_token',
]

/**
 * Reads the body of an OAuth request; `formOf` has it then.
 * @param takesJson whether it may be JSON, too: the sandbox's own, for clients that send it (Auth0 takes both)
 */
export const oauthBody =
  (takesJson: boolean): RequestHandler =>
  (request, response, next) => {
    readBytes(request, response, (error?: unknown) => {
      if (error !== undefined) return next(error)
      try {
        refuseSecretsInQuery(request)
        const form = formFrom(bodyParameters(request, takesJson))
        forms.set(request, form)
        request.body = form.values
        next()
      } catch (refusal) {
        next(refusal)
      }
    })
  }

const forms = new WeakMap<Request, Form>()

/** For a route whose body may be something else: then there are no parameters, and `formOf` says so. */
export const withoutForm = (request: Request): void => void forms.set(request, formFrom(new URLSearchParams()))

export function formOf(request: Request): Form {
  const form = forms.get(request)
  if (!form) throw new Error('the route has no form body')
  return form
}

function refuseSecretsInQuery({ query }: Request): void {
  const name = NOT_IN_THE_QUERY.find((name) => query[name] !== undefined)
  if (name === undefined) return
  throw new OAuthError('invalid_request', `The parameter ${name} must not be in the address: send it in the body`)
}

function bodyParameters(request: Request, takesJson: boolean): URLSearchParams {
  const bytes: unknown = request.body
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return new URLSearchParams()
  const contentType = request.headers['content-type'] ?? ''
  if (isInUtf8('application/json', contentType)) {
    if (takesJson) return jsonParameters(bytes, MAX_PARAMETERS)
    throw wrongType('. With OAUTH_JSON=on the factory takes JSON, too')
  }
  if (!isFormType(contentType)) throw wrongType(takesJson ? ', or application/json' : '')
  const text = decodeText(bytes)
  if (isLongerThan(MAX_PARAMETERS, text)) throw tooManyParameters(MAX_PARAMETERS)
  return new URLSearchParams(text)
}

function wrongType(more: string): OAuthError {
  const form = 'application/x-www-form-urlencoded in UTF-8'
  const what = `The body must be ${form}, and the header content-type must say so${more}`
  return new OAuthError('invalid_request', what, { status: 415 })
}

/** No request has more than twenty; a body has room for fifty thousand, and each is work. */
const MAX_PARAMETERS = 100

/** Counts the parameters, and stops when there are too many. */
function isLongerThan(most: number, text: string): boolean {
  let at = -1
  for (let count = 0; count < most; count++) {
    at = text.indexOf('&', at + 1)
    if (at === -1) return false
  }
  return true
}

export const isFormType = (contentType: string): boolean => isInUtf8('application/x-www-form-urlencoded', contentType)

/** That media type, and no character set but UTF-8 (RFC 6749 appendix B). */
function isInUtf8(wanted: string, contentType: string): boolean {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase())
  if (type !== wanted) return false
  return parameters.every((parameter) => ['', 'charset=utf-8', 'charset="utf-8"'].includes(parameter))
}

function decodeText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    throw new OAuthError('invalid_request', 'The body must be UTF-8')
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

export function formFrom(parameters: URLSearchParams): Form {
  const seen = new Set<string>()
  for (const name of parameters.keys()) {
    // RFC 6749 §3.2. Readers disagree about which of the two counts.
    if (seen.has(name) && !MAY_REPEAT.has(name)) {
      throw new OAuthError('invalid_request', `The parameter ${shownParameter(name)} must come only once`)
    }
    seen.add(name)
  }
  return {
    get: (name) => parameters.get(name) || undefined,
    all: (name) => parameters.getAll(name).filter((value) => value !== ''),
    values: sentValues(parameters),
  }
}

function sentValues(parameters: URLSearchParams): Form['values'] {
  const all = Map.groupBy(parameters, ([name]) => name)
  const entries = [...all].map(([name, pairs]) => [name, pairs.map(([, value]) => value)] as const)
  return Object.fromEntries(
    entries.map(([name, [first = '', ...more]]) => [name, more.length > 0 ? [first, ...more] : first]),
  )
}
