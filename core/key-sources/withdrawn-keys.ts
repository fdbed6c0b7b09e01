import type { VerificationKey } from '../token/trust.ts'

/** The oldest are forgotten first; a forgotten one is refused as unknown, which is no less refused. */
const MAX_WITHDRAWN = 1000

/** Key ids that the issuer published once and does not publish now: so that revoked and never seen can be told apart. */
export interface WithdrawnKeys {
  has(kid: string | undefined): boolean
  /** Takes over a new key set. @returns the key ids that have gone */
  compare(before: readonly VerificationKey[], after: readonly VerificationKey[]): string[]
}

export function createWithdrawnKeys(limit = MAX_WITHDRAWN): WithdrawnKeys {
  const remembered = new Set<string>()
  return {
    has: (kid) => kid !== undefined && remembered.has(kid),
    compare(before, after) {
      const present = new Set(after.map(({ kid }) => kid))
      for (const kid of present) if (kid !== undefined) remembered.delete(kid)
      const gone = new Set(before.flatMap(({ kid }) => (kid === undefined || present.has(kid) ? [] : [kid])))
      for (const kid of gone) remembered.add(kid)
      for (const kid of remembered) {
        if (remembered.size <= limit) break
        remembered.delete(kid)
      }
      return [...gone]
    },
  }
}
