/** A claim of a token before a change and after it. */
export interface ComparedClaim {
  name: string
  before?: string
  after?: string
  outcome: 'same' | 'added' | 'removed' | 'changed'
}

type ToldClaims = Readonly<Record<string, unknown>>

/** What is different about two tokens, in the order of the later one; what is gone stands last. */
export function compareClaims(before: ToldClaims | undefined, after: ToldClaims | undefined): ComparedClaim[] {
  const names = new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])
  return [...names].map((name) => {
    const [was, is] = [shownClaim(before, name), shownClaim(after, name)]
    const texts = { ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }
    return { name, ...texts, outcome: comparedOutcome(was, is) }
  })
}

function comparedOutcome(was: string | undefined, is: string | undefined): ComparedClaim['outcome'] {
  if (was === is) return 'same'
  if (was === undefined) return 'added'
  return is === undefined ? 'removed' : 'changed'
}

function shownClaim(claims: ToldClaims | undefined, name: string): string | undefined {
  if (!claims || !Object.hasOwn(claims, name)) return undefined
  const value = claims[name]
  return typeof value === 'string' ? value : JSON.stringify(value)
}
