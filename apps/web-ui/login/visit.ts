import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Claims } from '#core/token/claims'
import type { StepCheck } from '#core/trace/step'

/** Who lets people in: the gateway in front of the page, or the page itself. */
export interface PageLogin {
  /** Looks at whoever asks. Nothing that a client sends makes it throw: what is not believed is told as that. */
  visit(request: IncomingMessage): Promise<Visit>
  /** Answers a route of its own, such as /callback. @returns false where it has none at that path */
  answer?(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}

/** What is known of whoever asks for a page. */
export interface Visit {
  /** The claims of an ID token that was believed. Absent: nobody has logged in, or nobody can prove it. */
  person?: Claims
  idToken: JudgedToken
  accessToken: JudgedToken
  /** What headers beside the tokens say, and whether the ID token says the same. */
  hints: readonly ClaimHint[]
  /** What goes along to the backends for this person. */
  along: Readonly<Record<string, string>>
  /** How a person logs in and out here. */
  ways: LoginWays
  /** Whose tokens are believed. */
  issuer: string
  /** By which time they were judged. Milliseconds since 1970. */
  now: number
  /** For the answer: a session that was renewed, or is over. */
  setCookies?: readonly string[]
}

export interface LoginWays {
  /** Who does it, in words: "the gateway". */
  by: string
  login: string
  logout: string
}

/** What became of a token. Claims are here only if it was believed, and its text never is. */
export interface JudgedToken {
  what: 'ID token' | 'access token'
  /** Where it stood. */
  from: string
  outcome: 'good' | 'refused' | 'cannot-decide' | 'absent'
  /** Stable, for programs. */
  reason?: string
  sentence: string
  checks: readonly StepCheck[]
  claims?: Claims
}

/** A header that repeats a claim, for applications that read no tokens. Anybody who reaches the page can write one. */
export interface ClaimHint {
  header: string
  claim: string
  said: string
  outcome: 'same' | 'differs' | 'unproven'
}
