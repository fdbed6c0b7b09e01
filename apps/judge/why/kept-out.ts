import type { Judgement } from '../judgement.ts'
import type { JudgeDifference } from './difference.ts'
import { harshnessOf, ruleOfRefusal } from './harsh/harshnesses.ts'
import { nameOfJudge } from './judge-names.ts'
import { NOT_EXPLAINED } from './let-in.ts'
import type { FoundFaults, TokenFacts } from './token-faults.ts'

/** For each that refuses a token which strict believes: why, and what to change in the token or in the configuration. */
export function keptOut({ facts }: FoundFaults, judgements: readonly Judgement[]): JudgeDifference[] {
  return judgements
    .filter(({ outcome }) => outcome === 'refused' || outcome === 'open')
    .map((judgement) => oneKeptOut(judgement, facts))
}

function oneKeptOut(judgement: Judgement, facts: TokenFacts): JudgeDifference {
  const { judge, outcome, decidedBy } = judgement
  const name = nameOfJudge(judge)
  const refuses = outcome === 'open' ? `${name} does not know whose good token it is` : `${name} refuses a good token`
  const harshness = harshnessOf(judge, outcome === 'open' ? 'open' : decidedBy, facts)
  const about = { kind: 'kept-out', judges: [judge] } as const
  if (!harshness) {
    const rule = ruleOfRefusal(judgement)
    return { ...about, says: rule === undefined ? `${refuses}. ${NOT_EXPLAINED}` : `${refuses} by its check ${decidedBy}: ${rule}.` } // prettier-ignore
  }
  const { why, change, text } = harshness
  return { ...about, says: `${refuses}: ${why}. ${change}.`, ...(text !== undefined && { setting: text }) }
}
