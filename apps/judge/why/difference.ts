/**
 * What a difference is about:
 * - `who`: who believes, who refuses, and by which check
 * - `let-in`: one of them believes, or lets go on, what strict refuses
 * - `kept-out`: one of them refuses what strict believes
 * - `other-reason`: they refuse it for different reasons
 * - `status`: they refuse it with different answers
 */
export type DifferenceKind = 'who' | 'let-in' | 'kept-out' | 'other-reason' | 'status'

/** One thing that a person should know of the answers, in plain words. */
export interface JudgeDifference {
  readonly kind: DifferenceKind
  /** The judges that it is about, by their ids. */
  readonly judges: readonly string[]
  /** One sentence, or two. No part of the token is in it but names of claims and spans of time. */
  readonly says: string
  /** With 'let-in': what is wrong with the token. A stable word. */
  readonly fault?: string
  /** What changes the answer, as it is written: in a configuration with 'let-in', in the token or a configuration with 'kept-out'. */
  readonly setting?: string
}

/** Above each group, in the order in which people read them. */
export const DIFFERENCE_TITLES: Readonly<Record<DifferenceKind, string>> = {
  who: 'Who believes it',
  'let-in': 'Believed where it should not be',
  'kept-out': 'Refused although it is good',
  'other-reason': 'Refused for different reasons',
  status: 'Answered differently',
}

/** What several differences have in common. */
export interface DifferenceGroup {
  readonly kind: DifferenceKind
  readonly title: string
  readonly differences: readonly JudgeDifference[]
}

/** For people: in groups, and none without a difference in it. */
export function groupDifferences(differences: readonly JudgeDifference[]): DifferenceGroup[] {
  return Object.entries(DIFFERENCE_TITLES).flatMap(([kind, title]) => {
    const some = differences.filter((each) => each.kind === kind)
    return some.length === 0 ? [] : [{ kind: kind as DifferenceKind, title, differences: some }] // a key of the titles
  })
}
