import { shownText } from '#core/shown-text'
import type { CaseExpectation } from './cases-file.ts'
import { valuesNamed, type RequestDecision } from './decide-request.ts'
import { fillIn, type NamedTokens } from './fill-tokens.ts'

/** What was expected of a case, and is not so: a sentence each; none where all is as expected, or nothing was. */
export function differencesOf(
  decision: RequestDecision,
  expect: CaseExpectation | undefined,
  tokens: NamedTokens,
): string[] {
  if (!expect) return []
  if (expect.decision !== undefined)
    return expect.decision === decision.decision
      ? []
      : [`${expect.decision} was expected, and it is ${decision.decision}`]
  if (expect.status !== decision.status)
    return [`the status ${expect.status} was expected, and it is ${decision.status ?? 'none'}`]
  return Object.entries(expect.upstreamHeaders ?? {}).flatMap(([name, wanted]) => {
    const values = valuesNamed(decision.upstream ?? [], name.toLowerCase())
    const seen = values.length === 0 ? null : values.join(', ')
    const filled = wanted === null ? null : fillIn(wanted, tokens)
    return seen === filled
      ? []
      : [`the service should get ${sayHeader(name, filled)}, and it gets ${sayHeader(name, seen)}`]
  })
}

/** A header may have a token in it, which is not shown in full. */
const LONGEST_SHOWN_HEADER = 40

function sayHeader(name: string, value: string | null): string {
  if (value === null) return `no header ${shownText(name)}`
  const cut = value.length > LONGEST_SHOWN_HEADER ? `${value.slice(0, LONGEST_SHOWN_HEADER / 2)}…` : value
  return `${shownText(name)}: ${shownText(cut)}`
}
