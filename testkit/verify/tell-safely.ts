import type { TokenRules } from './token-rules.ts'

export type TellOfRefusal = NonNullable<TokenRules['log']>

/** A log that throws, at once or later, changes no answer and ends no process. */
export function tellSafely(log: TokenRules['log']): TellOfRefusal {
  return (refusal) => {
    void (async () => log?.(refusal))().catch(() => {})
  }
}
