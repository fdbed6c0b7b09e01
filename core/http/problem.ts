import { redact } from '../token/redact.ts'

/**
 * What went wrong, in a form that may be shown to a client (RFC 9457). It never holds a stack, a token, a key or a
 * path of this machine.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly type: ProblemType
  readonly status: number
  readonly detail: string
  /** Further members of the answer (RFC 9457 §3.2). */
  readonly members: Record<string, unknown>
  /** Further headers of the answer. */
  readonly headers: Record<string, string>

  constructor(type: ProblemType, detail: string, extra: ProblemExtra = {}) {
    super(detail, { cause: extra.cause })
    this.type = type
    this.status = extra.status ?? PROBLEMS[type].status
    this.detail = detail
    this.members = extra.members ?? {}
    this.headers = extra.headers ?? {}
  }
}

export interface ProblemExtra {
  /** Where the type's usual status does not fit. */
  status?: number
  members?: Record<string, unknown>
  headers?: Record<string, string>
  cause?: unknown
}

/** Every type of problem, with its usual status and its title. */
const PROBLEMS = {
  'invalid-input': { status: 400, title: 'The input does not fit' },
  'invalid-request': { status: 400, title: 'The credentials cannot be read' },
  'foreign-host': { status: 403, title: 'This process does not have that name' },
  'foreign-origin': { status: 403, title: 'Pages of other origins may not ask for this' },
  'not-signed-for': { status: 403, title: 'This proxy does not sign for that' },
  'local-only': { status: 403, title: 'This is for programs of this machine alone' },
  'admin-refused': { status: 403, title: 'An administrator may not do that' },
  'key-refused': { status: 403, title: 'This key may not do that' },
  'key-expired': { status: 403, title: 'This key has expired' },
  'key-pending': { status: 409, title: 'This key waits for approval' },
  'tls-required': { status: 403, title: 'This needs TLS' },
  'oauth-refused': { status: 400, title: 'The request is refused' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type of the body does not fit' },
  'too-many-requests': { status: 429, title: 'Too many ask for this at the moment' },
  'control-full': { status: 429, title: 'No more can be set at once' },
  'too-many-keys': { status: 429, title: 'There is no room for another key' },
  bug: { status: 500, title: 'A bug of the sandbox' },
  'peer-unreachable': { status: 502, title: 'Another process cannot be reached' },
  'peer-garbled': { status: 502, title: 'Another process gave an answer that makes no sense' },
  'cannot-decide': { status: 503, title: 'This cannot be decided at the moment' },
  'injected-fault': { status: 503, title: 'The control plane told this process to answer so' },
  'login-required': { status: 401, title: 'This needs a session' },
  'login-refused': { status: 400, title: 'Nobody was logged in' },
  'control-token': { status: 401, title: 'The control plane wants its token' },
  conflict: { status: 409, title: 'This does not go together with what is set' },
  'peer-timeout': { status: 504, title: 'Another process did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemType = keyof typeof PROBLEMS

export const PROBLEM_JSON = 'application/problem+json'

/** A name, not an address: there is nothing to look up (RFC 9457 §3.1.1). */
export const urnOf = (type: ProblemType): string => `urn:jwt-sandbox:problem:${type}`

/** The body of the answer. */
export function problemBody(problem: Problem, instance: string, traceId: string): Record<string, unknown> {
  const { type, status, detail, members } = problem
  return {
    type: urnOf(type),
    title: PROBLEMS[type].title,
    status,
    detail: redact(detail), // it may repeat a name that the caller chose
    instance,
    traceId,
    ...members,
  }
}
