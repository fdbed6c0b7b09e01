import type { Judgement } from '../judgement.ts'
import type { JudgeDifference } from './difference.ts'
import { WORDS_OF_FAULTS } from './fault-words.ts'
import { nameOfJudge } from './judge-names.ts'
import { REFUSES, type Laxity } from './lax/lax-table.ts'
import { isDescribed, laxityOf } from './lax/laxities.ts'
import type { FoundFaults, TokenFacts, FaultOfToken } from './token-faults.ts'

/** For each that believes a token which strict refuses: why, and the setting that would have refused it, for each fault of the token. */
export function letIn({ facts, faults }: FoundFaults, judgements: readonly Judgement[]): JudgeDifference[] {
  return faults.flatMap((fault) =>
    judgements
      .filter(({ outcome }) => outcome === 'believed' || outcome === 'open')
      .map((judgement) => oneLetIn(judgement, fault, facts)),
  )
}

function oneLetIn({ judge, outcome }: Judgement, fault: FaultOfToken, facts: TokenFacts): JudgeDifference {
  const verb = outcome === 'believed' ? 'believes it' : 'lets the request go on'
  const although = `${nameOfJudge(judge)} ${verb} although ${WORDS_OF_FAULTS[fault](facts)}`
  const laxity = laxityOf(judge, fault, facts)
  if (laxity === undefined || laxity === REFUSES)
    return { kind: 'let-in', judges: [judge], fault, says: isDescribed(judge) ? `${although}. ${NOT_EXPLAINED}` : `${although}: none of its checks looks at that.` } // prettier-ignore
  const { why, remedy } = laxity
  return {
    kind: 'let-in',
    judges: [judge],
    fault,
    says: `${although}: ${why}. ${whatWouldRefuse(laxity)}`,
    ...(remedy && { setting: remedy.text }),
  }
}

/** A test looks for these words, and finds them with no token that has a name. */
export const NOT_EXPLAINED = 'Nobody has written down why.'

const whatWouldRefuse = ({ remedy, nothing = 'changes that' }: Laxity): string =>
  remedy ? `With ${remedy.name} it would refuse it.` : `Nothing in its configuration ${nothing}.`
