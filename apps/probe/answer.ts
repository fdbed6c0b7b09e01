import type { AttackRequest } from '#attacks'

/** What a target said. */
export interface Answer {
  readonly status: number
  /** Names in lower case, in the order in which they came; a name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The first 64 KB, decoded, as UTF-8. */
  readonly body: string
  /** The content encoding of a body that nobody could decode. */
  readonly undecoded?: string
  /** What came behind the body, as the headers are; absent where nothing did. */
  readonly trailers?: readonly (readonly [name: string, value: string])[]
  /** From the first byte that was sent until the body was read. */
  readonly milliseconds: number
}

/** What became of a request. Nothing else can: a sender never throws. */
export type Outcome =
  | {
      readonly kind: 'answered'
      readonly answer: Answer
      /** The same request had been answered that the target has enough: who takes a token once may have taken it then. */
      readonly isRepeated?: true
    }
  /** No answer in the time that a case has: five seconds; or one that did not end, of which this came. */
  | { readonly kind: 'hung'; readonly milliseconds: number; readonly came?: Answer }
  /** The connection ended before there was an answer, or in the middle of one, of which this came. */
  | { readonly kind: 'dropped'; readonly detail: string; readonly came?: Answer }
  /** There was no connection at all. */
  | { readonly kind: 'unreachable'; readonly detail: string }

/** The answer, or as much of it as came. */
export const cameOf = (outcome: Outcome): Answer | undefined => {
  if (outcome.kind === 'answered') return outcome.answer
  return outcome.kind === 'unreachable' ? undefined : outcome.came
}

/** A refusal that may be one of a token that was used up by the same request before. */
export const mayBeSpent = (outcome: Outcome): boolean =>
  outcome.kind === 'answered' &&
  outcome.isRepeated === true &&
  outcome.answer.status >= 400 &&
  outcome.answer.status < 500

/** Nothing came back. */
export const isSilent = ({ kind }: Outcome): boolean => kind !== 'answered'

/** Of requests that are sent at the same instant: while others of them are still answered, none of them hangs. */
export interface SentTogether {
  /** So many have been. */
  answered: number
}

/** Sends the requests of the catalogue to one origin, and nowhere else: no redirect is followed. */
export interface Sender {
  /** What stands for `request.path` when it has none: the path of the target. */
  send(request: AttackRequest, together?: SentTogether): Promise<Outcome>
  close(): Promise<void>
}
