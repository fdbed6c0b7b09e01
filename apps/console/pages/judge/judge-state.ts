import type { Judgement } from '../../../judge/judgement.ts'
import type { JudgeDifference } from '../../../judge/why/difference.ts'

/** What a person may say of what is expected. An empty field leaves it to the sandbox. */
export const JUDGE_FIELDS = [
  { name: 'aud', label: 'Audience (aud)', hint: 'serviceb' },
  { name: 'iss', label: 'Issuer (iss)', hint: 'whoever has the keys' },
  { name: 'at', label: 'Time (UTC)', hint: 'that of the sandbox' },
] as const

export type JudgeField = (typeof JUDGE_FIELDS)[number]['name']

/** What `POST /control/judge` answers. */
export interface JudgedByAll {
  judgements: readonly Judgement[]
  differences: readonly JudgeDifference[]
  /** Where they come from, in a few words, and what a person should know of that: sentences without their full stop. */
  keys: { from: string; notes?: readonly string[] }
  expected: { issuer: string; audience: string }
  /** Milliseconds since 1970. */
  now: number
}

/** A token that has a name. */
export interface NamedTokenChoice {
  id: string
  /** Behind "a token that …". */
  title: string
}

export interface JudgeState {
  named: readonly NamedTokenChoice[]
  /** What was pasted; it counts while no name is chosen. */
  text: string
  /** It stood in a longer text. */
  isTakenOut?: boolean
  /** The name that was chosen, or ''. */
  name: string
  expected: Record<JudgeField, string>
  /** A JWK, a JWKS or a PEM; empty: those of the sandbox. */
  keys: string
  /** Somebody waits for the judges. */
  isWaiting?: boolean | undefined
  trouble?: string | undefined
  judged?: JudgedByAll | undefined
}

/** What a person can do on this page. */
export interface JudgeActions {
  paste(text: string): void
  choose(name: string): void
  expect(field: JudgeField, value: string): void
  giveKeys(text: string): void
  judge(): void
  toBench(): void
}
