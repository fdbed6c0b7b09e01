import type { Claims } from '../token/claims.ts'
import type { RejectionReason } from '../token/rejection.ts'
import type { NamedCheck } from '../token/run-checks.ts'
import type { RequestContext } from '../trace/request-context.ts'

export type { RequestContext }

/**
 * How one system of the field checks a token: which checks, in which order, and what it answers. A dialect is data and small
 * functions; `run-dialect.ts` runs it, so that none can forget the trace, the log or to fail closed.
 * @typeParam E what its checks find out, one after the other
 * @typeParam I what is known of whoever was believed
 */
export interface Dialect<E, I extends Identity = Identity> extends DialectDescription {
  readonly checks: readonly NamedCheck<E>[]
  /** What is known before the first check, by name. */
  readonly given: readonly (keyof E)[]
  /** What its first check starts with. A key that has to be fetched is fetched on behalf of the context. */
  begin(request: AskedRequest, context: RequestContext): E
  /**
   * Where a request may bring several tokens, or none: one examination for each, in the order in which they are looked at.
   * All must hold. Without any the request is open: nobody asks, and that is no refusal. Absent: what began is all there is.
   */
  each?(examination: E): readonly E[]
  /** What is looked at, in a few words for a trace. Absent: the token, or the credentials of the request. */
  named?(examination: E): string
  /** The token in question, once a check has found it: for traces and logs. */
  tokenOf(examination: E): string | undefined
  /** What all checks together have shown: of the last examination, and of all that there were. */
  believed(examination: E, all: readonly E[]): I
  /** How the system says no, or that it cannot say anything. */
  answer(refusal: AccessRefusal, request: AskedRequest): DialectAnswer
}

/** What people are told of a dialect: in the log at the start, in the console, in documents. */
export interface DialectDescription {
  readonly name: string
  /** One sentence. */
  readonly title: string
  /** Each check in its order. */
  readonly checks: readonly { readonly name: string; readonly rule: string }[]
  /** What it lets through that it should not. Empty for those that are safe. */
  readonly gaps: readonly DialectGap[]
  /** Does the upstream get the token? */
  readonly forwardsToken: boolean
  /** Does CONNECT open a tunnel, whoever asks? */
  readonly opensTunnels: boolean
}

/** A weakness, so that a log and a page can say it. */
export interface DialectGap {
  /** Its number in the literature on that system (`W2`), or a word. */
  readonly id: string
  /** One sentence: what somebody can do. */
  readonly says: string
  /** Who shows it: the checks of the dialect, the source of the keys, or the proxy around it. */
  readonly by: 'checks' | 'keys' | 'proxy'
  /** Where ours ends before the original does. */
  readonly bound?: string
}

/** As much of a request as a decision is about, as it came. */
export interface AskedRequest {
  /** The values of all Authorization headers, in their order. */
  readonly authorization: readonly string[]
  readonly method: string
  /** The request target, as it stands in the request line. */
  readonly target: string
  /**
   * All header fields as they came, name, value, name, value … (`rawHeaders`): `headers` of Node drops some that are repeated, and
   * joins others. Absent where Authorization alone is looked at.
   */
  readonly fields?: readonly string[]
  /** By which protocol it came. */
  readonly scheme?: 'http' | 'https'
  /** By which an answer names the request, where the system does that. */
  readonly id?: string
}

/** Who was believed to ask. */
export interface Identity {
  /** The only claims that anybody may act on. */
  claims: Claims
  issuer: string
  keyId: string
  /** From this moment on nobody believes the token: milliseconds since 1970. A web socket ends then. */
  until: number
}

/** Why a request is not let through, in stable words that are safe to show. */
export type AccessReason =
  | RejectionReason
  /** No token where one belongs. */
  | 'no-credentials'
  /** Credentials that nobody can read, or two of them (RFC 6750 §3.1: invalid_request). */
  | 'invalid-request'
  /** The token is believed, and its claims are not those that are let in here. */
  | 'claim-not-allowed'
  /** The source of the keys or the store cannot answer at the moment. */
  | 'cannot-decide'

/** What one check said no to. */
export interface AccessRefusal {
  reason: AccessReason
  /** The check, by its name. */
  check: string
  /** The claim at fault, by its name on the wire. */
  claim?: string | undefined
  /** The words of the system that the dialect imitates, where it says more than the check alone. */
  words?: string | undefined
}

/** What goes out over the wire, to the letter. Nothing of a token is in it. */
export interface DialectAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What becomes of a request. Whoever has none of the first two sends the answer, and lets nothing through. */
export type AccessDecision<I extends Identity = Identity> =
  | ({ kind: 'believed' } & I)
  /** No token was looked at, for the path needs none (`excludes`), or a dialect lets whoever has none go on: nobody is known. */
  | { kind: 'open' }
  | { kind: 'refused'; reason: AccessReason; check: string; answer: DialectAnswer }
  | { kind: 'undecided'; reason: 'cannot-decide'; check: string; answer: DialectAnswer }

/** A check says no, or that it cannot say. `cause` is for the log alone. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused'
  readonly reason: AccessReason
  readonly claim: string | undefined
  readonly words: string | undefined

  constructor(reason: AccessReason, detail: { claim?: string; words?: string; cause?: unknown } = {}) {
    super(reason, { cause: detail.cause })
    this.reason = reason
    this.claim = detail.claim
    this.words = detail.words
  }
}
