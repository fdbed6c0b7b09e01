import type { Answer } from '../answer.ts'
import { challengesOf } from '../engine/right-answers.ts'

/** What challenges say of a target: its realm, the scope that it wants (RFC 6750 §3), and where it describes itself (RFC 9728 §5.1). */
export interface ChallengeHints {
  readonly realms: readonly string[]
  readonly scopes: readonly string[]
  /** Addresses as they stand there: nothing is known of them. */
  readonly metadataUrls: readonly string[]
}

export function challengeHints(refusals: readonly Answer[]): ChallengeHints {
  const said = refusals.flatMap((answer) => challengesOf(answer)).join(' ')
  return { realms: all('realm', 200), scopes: all('scope', 200), metadataUrls: all('resource_metadata', 2000) }

  function all(name: string, longest: number): string[] {
    const written = new RegExp(`\\b${name}="([^"]{1,${longest}})"`, 'g')
    return [...new Set([...said.matchAll(written)].map(([, value = '']) => value))]
  }
}
