/** One rule, as part of an ordered list. */
export interface NamedCheck<E> {
  name: string
  /** The standard behind it, and what it demands. */
  rule: string
  /** What the checks above it must have filled in. */
  needs?: readonly (keyof E)[]
  /** @throws when it says no */
  run(examination: E): CheckOutcome | Promise<CheckOutcome>
}

/** 'skipped': nothing asks for it. 'remembered': it was computed for an earlier call. Nothing: it holds. */
export type CheckOutcome = void | 'skipped' | 'remembered'

/** What one check found; handed to whoever wants to show it. */
export interface CheckFound<Reason extends string> {
  check: string
  rule: string
  outcome: 'passed' | 'failed' | 'skipped'
  /** With 'failed'. */
  reason?: Reason
  /** With 'passed': the same key has proved this very token before, and it was not computed again. */
  cached?: true
}

/**
 * Runs checks in their order; the first that says no ends it.
 * @param reasonOf why an error is a refusal; undefined for one that is none: nobody is told of it
 * @param observe told of every check, those that were not reached too ('skipped'); costs nothing when absent
 * @throws what a check throws
 */
export async function runInOrder<E, Reason extends string>(
  checks: readonly NamedCheck<E>[],
  examination: E,
  reasonOf: (error: unknown, check: string) => Reason | undefined,
  observe?: (found: CheckFound<Reason>) => void,
): Promise<void> {
  let reached = 0
  for (const { name, rule, run } of checks) {
    reached++
    try {
      const result = run(examination)
      const outcome = (result instanceof Promise ? await result : result) ?? 'passed'
      observe?.({ check: name, rule, ...(outcome === 'remembered' ? REMEMBERED : { outcome }) })
    } catch (error) {
      const reason = reasonOf(error, name)
      if (observe && reason !== undefined) {
        observe({ check: name, rule, outcome: 'failed', reason })
        for (const { name, rule } of checks.slice(reached)) observe({ check: name, rule, outcome: 'skipped' })
      }
      throw error
    }
  }
}

const REMEMBERED = { outcome: 'passed', cached: true } as const
