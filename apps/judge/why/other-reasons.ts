import type { Judgement } from '../judgement.ts'
import { aspectOf, decidedAspect, looksFirstAt, wordsOfAspect, type Aspect } from './aspects.ts'
import type { JudgeDifference } from './difference.ts'
import { harshnessOf } from './harsh/harshnesses.ts'
import { namesOfJudges, nameWithin } from './judge-names.ts'
import type { FoundFaults, TokenFacts } from './token-faults.ts'

/** Why those who refuse a token give another reason than strict, or than the first of them: mostly the order in which they look. */
export function otherReasons({ facts, failed }: FoundFaults, judgements: readonly Judgement[]): JudgeDifference[] {
  const refusing = judgements.filter(({ outcome }) => outcome === 'refused')
  const usual = refusing.find(({ judge }) => judge === 'strict') ?? refusing[0]
  const usualAspect = usual && decidedAspect(usual)
  if (!usual || !usualAspect) return []
  const faulty = new Set(failed.map(aspectOf))
  const others = refusing.flatMap((judgement) => {
    const aspect = decidedAspect(judgement)
    if (aspect === undefined || aspect === usualAspect) return []
    const why = whyFirst(judgement, aspect, usual, usualAspect, { facts, isFaulty: faulty.has(aspect) })
    return [{ judgement, ...why }]
  })
  return [...Map.groupBy(others, ({ judgement, says }) => `${judgement.reason} ${says}`).values()].map((group) => {
    const judges = group.map(({ judgement }) => judgement.judge)
    const [{ judgement, says, setting }] = group as [(typeof group)[number]] // a group has one
    const say = judges.length === 1 ? 'says' : 'say'
    return {
      kind: 'other-reason',
      judges,
      says: `${namesOfJudges(judges)} ${say} ${judgement.reason} where ${nameWithin(usual.judge)} says ${usual.reason}: ${says}.`,
      ...(setting !== undefined && { setting }),
    }
  })
}

interface Found {
  readonly facts: TokenFacts
  /** Whether strict, too, would say no to that. */
  readonly isFaulty: boolean
}

function whyFirst(
  judgement: Judgement,
  aspect: Aspect,
  usual: Judgement,
  usualAspect: Aspect,
  { facts, isFaulty }: Found,
): { says: string; setting?: string } {
  if (!isFaulty) {
    const harshness = harshnessOf(judgement.judge, judgement.decidedBy, facts)
    if (harshness) return { says: `it would refuse it if nothing was wrong with it, too, for ${harshness.why}`, ...(harshness.text !== undefined && { setting: harshness.text }) } // prettier-ignore
  }
  const [first, second] = [wordsOfAspect(aspect), wordsOfAspect(usualAspect)]
  const isOwnFirst = looksFirstAt(judgement, aspect, usualAspect)
  if (isOwnFirst && looksFirstAt(usual, usualAspect, aspect)) return { says: `${first} comes before ${second} there` }
  if (isOwnFirst === undefined) return { says: `${second} is nothing that is looked at there` }
  return { says: `${first} is what it notices, for ${second} is fine to it` }
}
