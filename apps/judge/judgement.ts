import type { JWK } from 'jose'
import type { AskedRequest, DialectAnswer } from '#core/access/dialect'
import type { VerificationKey } from '#core/token/trust'

/** What is asked of every judge alike. */
export interface Question {
  /** The values of the Authorization headers, in their order: none, one, or several. */
  readonly authorization: readonly string[]
  /** The rest of the request, for systems that look elsewhere, too. Absent: as little as there can be. */
  readonly asked?: Required<Pick<AskedRequest, 'method' | 'target' | 'fields'>>
  readonly expected: Expected
  /** Whose keys are believed: the same for all. */
  readonly keys: JudgeKeys
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What a service would set up in each system, as far as that knows of it. */
export interface Expected {
  readonly issuer: string
  readonly audience: string
}

/** Public keys, as each system takes them. */
export interface JudgeKeys {
  readonly keys: readonly VerificationKey[]
  /** The same as a key set (RFC 7517). */
  readonly jwks: { readonly keys: readonly JWK[] }
  /** Where they come from, in a few words: the ring servicea. */
  readonly from: string
}

/** One system with one configuration. */
export interface Judge {
  /** `kong`, `kong-exp-nbf`, … */
  readonly id: string
  /** A few words: Kong with its defaults. */
  readonly title: string
  /**
   * The same as its configuration would say it, for whoever wants to set it up: some lines, in which ISSUER, AUDIENCE and KEY stand for
   * what they say.
   */
  readonly configuration: string
  /** @throws nothing that comes of a token: what cannot be judged is the outcome 'cannot-judge' */
  judge(question: Question): Promise<Judgement>
}

/**
 * - `believed`: whoever sends it gets in, and is known by its claims
 * - `refused`
 * - `open`: nobody asks for a token, so whoever sends none goes on, and nobody is known
 * - `cannot-judge`: the judge cannot be asked here, and `reason` says why
 */
export type JudgeOutcome = 'believed' | 'refused' | 'open' | 'cannot-judge'

/** What one judge says of a token. */
export interface Judgement {
  readonly judge: string
  readonly outcome: JudgeOutcome
  /** Whether the claims of the token count. */
  readonly believed: boolean
  /** What the client gets; 200 where the request goes on. 0 where nobody was asked. */
  readonly status: number
  /** The check that said no, by its name in that system's order. Empty where none did. */
  readonly decidedBy: string
  /** A stable word: `expired`. Empty where the request goes on. With 'cannot-judge' a sentence. */
  readonly reason: string
  /** All checks of this judge in its order. */
  readonly checks: readonly JudgedCheck[]
  /** The answer of the system, to the letter. Absent where the request goes on. */
  readonly answer?: DialectAnswer
}

export interface JudgedCheck {
  readonly check: string
  /** The rule, and where it is written. */
  readonly rule: string
  readonly outcome: 'passed' | 'failed' | 'never-reached' | 'nothing-to-check'
  /** With 'failed'. */
  readonly reason?: string
  /** With 'failed': what the system itself says, where it says more. */
  readonly words?: string
}
