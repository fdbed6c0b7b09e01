import type { AttackClass, RightAnswer, Severity } from '#attacks'

/** What a target said to one case, as far as that can be told. */
export type CaseVerdict = 'refused' | 'believed' | 'inconclusive' | 'crashed' | 'hung' | 'not-run'

/** Something that is wrong with the target. */
export interface Finding {
  /** What kind: a bad token was believed, a good one refused, a 5xx or a dropped connection, no answer, or what must hold besides did not. */
  readonly kind: 'believed' | 'good-refused' | 'crashed' | 'hung' | 'watch'
  readonly severity: Severity
  /** POLICY never fails a run. */
  readonly isFailing: boolean
  /** One plain sentence: what happened and why it matters. */
  readonly sentence: string
  /** What to change: the setting of the library that was recognised, else the rule. */
  readonly remedy: string
}

/** One case, done or not. */
export interface CaseResult {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly class: AttackClass
  readonly severity: Severity
  readonly references: readonly string[]
  readonly expects: readonly RightAnswer[]
  readonly verdict: CaseVerdict
  readonly finding?: Finding
  /** What is odd, and safe: another 4xx, a refusal for another reason. */
  readonly remarks: readonly string[]
  /** Why it was not run, or why nobody can tell. */
  readonly reason?: string
  /** The attempt whose verdict counts: which of several spellings. */
  readonly attempt?: string
  /** What came back to it; the body is the first 400 characters, with no token in it. */
  readonly got?: {
    readonly status: number
    readonly challenge?: string
    readonly body: string
    readonly milliseconds: number
  }
  /** Masked: header, payload, eight characters of the signature. */
  readonly token?: string
  /** A line that repeats it, of curl or of the probe, with the same kind of token; only in findings. */
  readonly curl?: string
}

/** What the controls said: the good token, no token, garbage. */
export interface ControlResult {
  readonly at: 'begin' | 'end' | `after ${string}`
  readonly good: number | 'none'
  readonly noToken: number | 'none'
  readonly garbage: number | 'none'
  readonly areRight: boolean
}

export interface ProbeReport {
  readonly target: {
    readonly url: string
    readonly method: string
    readonly issuer: string
    readonly audience: string
    readonly type: string
    readonly algorithms: readonly string[]
    /** A signer signs by itself, and is shown no token. */
    readonly mode: 'white-box' | 'black-box' | 'signer'
    /** The library, where its answers gave it away. */
    readonly library?: string
  }
  readonly controls: readonly ControlResult[]
  /** Why the run ended before its end, where it did. */
  readonly stopped?: string
  readonly summary: {
    readonly byVerdict: Readonly<Record<CaseVerdict, number>>
    readonly notRunByReason: Readonly<Record<string, number>>
    readonly findings: number
    readonly failing: number
    /** Cases of the class MUST of which nobody can tell whether they are refused: where there are some, no findings is not all well. */
    readonly unclearMust: number
    readonly milliseconds: number
  }
  readonly cases: readonly CaseResult[]
}
