import type { AccessDecision, AskedRequest, Dialect, Identity } from './dialect.ts'
import { conclude, lookBy, type DecideParts, type DialectFinding } from './run-dialect.ts'

/**
 * Decides by several rules of one system, in their order: the first that believes is enough. Where none does, the request is
 * open if none of them found a token.
 * @throws as `decideBy`
 */
export async function decideByAny<E, I extends Identity>(
  rules: readonly Dialect<E, I>[],
  request: AskedRequest,
  parts: DecideParts,
): Promise<AccessDecision<I>> {
  const findings: DialectFinding<I>[] = []
  for (const rule of rules) {
    const finding = await lookBy(rule, request, parts)
    if (finding.kind === 'believed') return conclude(finding, parts)
    findings.push(finding)
  }
  return conclude(shownOf(findings), parts)
}

/**
 * That a rule is not for this issuer says the least. The original asks twice: every rule by itself, then all together, which
 * ends at the first refusal; so that one is shown if it says something, else the last that does.
 */
function shownOf<I extends Identity>(findings: readonly DialectFinding<I>[]): DialectFinding<I> {
  const refused = findings.filter((finding) => finding.kind === 'refused')
  const saysMore = (finding: (typeof refused)[number]) => finding.refusal.reason !== 'wrong-issuer'
  const [first] = refused
  if (!first) return { kind: 'open' }
  return saysMore(first) ? first : (refused.findLast(saysMore) ?? first)
}
