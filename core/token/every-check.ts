import { faultyClaims, isObject } from './claims.ts'
import { explainRejection } from './explain-rejection.ts'
import { TokenRejected, type RejectionReason } from './rejection.ts'
import type { Trust } from './trust.ts'
import { CHECKS, type Check, type Examination } from './verify.ts'

/** What a check would say by itself. */
export interface TriedCheck {
  check: string
  rule: string
  /** 'unknown': what it looks at could not be read. */
  outcome: 'passed' | 'failed' | 'skipped' | 'unknown'
  /** With 'failed'. */
  reason?: RejectionReason
  /** With 'failed': a sentence for whoever mends the token. */
  explained?: string
  /** With 'unknown': what it would have needed. */
  needs?: string
}

/**
 * Asks every check of a verifier, those after a failure too: for whoever looks for all that is wrong with a token. It believes
 * nothing: that is for `verifyToken` alone, which ends at the first failure.
 * @throws what the key source throws when it cannot answer at the moment
 */
export async function tryEveryCheck(token: unknown, trust: Trust, now: number): Promise<TriedCheck[]> {
  const examination = { token, trust, now: () => now, seconds: now / 1000, remembered: undefined } as Examination // filled in, in order
  const tried: TriedCheck[] = []
  for (const check of CHECKS) {
    const { name, rule } = check
    const needs = missingFor(check, examination)
    const found = needs === undefined ? await tryOne(check, examination) : { outcome: 'unknown' as const, needs }
    tried.push({ check: name, rule, ...found })
  }
  return tried
}

/** What a check looks at and nobody could read, in a word. */
function missingFor({ needs = [], reads = [] }: Check, examination: Examination): string | undefined {
  const missing = needs.find((each) => examination[each] === undefined)
  if (missing !== undefined || !needs.includes('claims')) return missing
  const { claims } = examination
  if (!isObject(claims)) return 'claims'
  const faulty = faultyClaims(claims)
  return reads.find((claim) => faulty.includes(claim))
}

async function tryOne(
  { run }: Check,
  examination: Examination,
): Promise<Pick<TriedCheck, 'outcome' | 'reason' | 'explained'>> {
  try {
    return { outcome: (await run(examination)) === 'skipped' ? 'skipped' : 'passed' }
  } catch (error) {
    if (!(error instanceof TokenRejected)) throw error
    return { outcome: 'failed', reason: error.reason, explained: explainRejection(error) }
  }
}
