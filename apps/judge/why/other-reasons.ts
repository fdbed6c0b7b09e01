import type { Judgement } from '../judgement.ts'
import { aspectOf, decidedAspect, looksFirstAt, neverCameTo, wordsOfAspect, type Aspect } from './aspects.ts'
import type { JudgeDifference } from './difference.ts'
import { harshnessOf, ruleOfRefusal } from './harsh/harshnesses.ts'
import { namesOfJudges, nameWithin } from './judge-names.ts'
import type { FoundFaults } from './token-faults.ts'

/** Why those who refuse a token give another reason than strict, or than the first of them: mostly the order in which they look. */
export function otherReasons(found: FoundFaults, judgements: readonly Judgement[]): JudgeDifference[] {
  const refusing = judgements.filter(({ outcome }) => outcome === 'refused')
  const usual = refusing.find(({ judge }) => judge === 'strict') ?? refusing[0]
  const usualAspect = usual && decidedAspect(usual)
  if (!usual || !usualAspect) return []
  const others = refusing.flatMap((judgement) => {
    const aspect = decidedAspect(judgement)
    const isSame = aspect === undefined || aspect === usualAspect || judgement.reason === usual.reason
    return isSame ? [] : [{ judgement, why: whyAnother({ judgement, aspect, usual, usualAspect, found }) }]
  })
  const alike = Map.groupBy(others, ({ judgement, why }) => `${judgement.reason} ${why.says(true)}`)
  return [...alike.values()].map((group) => {
    const judges = group.map(({ judgement }) => judgement.judge)
    const [{ judgement, why }] = group as [(typeof group)[number]] // a group has one
    const isOne = judges.length === 1
    const says = `${namesOfJudges(judges)} ${isOne ? 'says' : 'say'} ${judgement.reason} where ${nameWithin(usual.judge)} says ${usual.reason}${why.says(isOne)}.`
    return { kind: 'other-reason', judges, says, ...(why.setting !== undefined && { setting: why.setting }) }
  })
}

interface Compared {
  readonly judgement: Judgement
  readonly aspect: Aspect
  readonly usual: Judgement
  readonly usualAspect: Aspect
  readonly found: FoundFaults
}

interface WhyAnother {
  /** How the sentence goes on. */
  says(isOne: boolean): string
  readonly setting?: string
}

function whyAnother({ judgement, aspect, usual, usualAspect, found }: Compared): WhyAnother {
  const { facts, faults, failed, unknown } = found
  const [first, second] = [wordsOfAspect(aspect), wordsOfAspect(usualAspect)]
  if (faults.includes('two-tokens') && usualAspect === 'credentials')
    return { says: (isOne) => `: ${isOne ? 'it looks' : 'they look'} into the tokens, and that is wrong with one of them` } // prettier-ignore
  const looksEarlier: WhyAnother = { says: (isOne) => `: ${isOne ? 'it looks' : 'they look'} at ${first} before ${isOne ? 'it looks' : 'they look'} at ${second}` } // prettier-ignore
  if (looksFirstAt(judgement, aspect, usualAspect) && looksFirstAt(usual, usualAspect, aspect)) return looksEarlier
  const isFaulty = [...failed, ...unknown].some((check) => aspectOf(check) === aspect)
  const harshness = isFaulty ? undefined : harshnessOf(judgement.judge, judgement.decidedBy, facts)
  if (harshness)
    return {
      says: (isOne) => `. ${isOne ? 'It' : 'They'} would refuse it without that fault, too: ${harshness.why}`,
      ...(harshness.text !== undefined && { setting: harshness.text }),
    }
  const rule = isFaulty ? undefined : ruleOfRefusal(judgement)
  if (rule !== undefined)
    return { says: (isOne) => `. ${isOne ? 'It' : 'They'} would refuse it without that fault, too, by the check ${judgement.decidedBy}: ${rule}` } // prettier-ignore
  if (neverCameTo(usualAspect, judgement)) return looksEarlier
  return { says: (isOne) => `: ${isOne ? 'it does' : 'they do'} not mind ${second}, and ${isOne ? 'comes' : 'come'} to ${first}` } // prettier-ignore
}
