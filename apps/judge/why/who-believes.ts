import type { Judgement } from '../judgement.ts'
import type { JudgeDifference } from './difference.ts'
import { namesOfJudges } from './judge-names.ts'

/** Who believes, who lets it go on, who refuses and by which check: one sentence for each answer. */
export function whoBelieves(judgements: readonly Judgement[]): JudgeDifference[] {
  const groups = Map.groupBy(judgements, sameAnswer)
  return [...groups.values()]
    .sort(([one], [other]) => rankOfAnswer(one) - rankOfAnswer(other))
    .map((group) => ({ kind: 'who', judges: group.map(({ judge }) => judge), says: sentenceOf(group) }))
}

const sameAnswer = ({ outcome, reason }: Judgement): string =>
  `${outcome} ${outcome === 'refused' || outcome === 'cannot-judge' ? reason : ''}`

const RANKS = { believed: 0, open: 1, refused: 2, 'cannot-judge': 3 } as const
const rankOfAnswer = (judgement: Judgement | undefined): number => (judgement ? RANKS[judgement.outcome] : 0)

function sentenceOf(group: readonly Judgement[]): string {
  const [first] = group
  const names = namesOfJudges(group.map(({ judge }) => judge))
  const isOne = group.length === 1
  if (first?.outcome === 'believed') return `${names} ${isOne ? 'believes' : 'believe'} it.`
  if (first?.outcome === 'open') return `${names} ${isOne ? 'lets' : 'let'} the request go on, and nobody is known.`
  if (first?.outcome === 'cannot-judge') return `${names} cannot be asked here: ${endless(first.reason)}.`
  const checks = [...new Set(group.map(({ decidedBy }) => decidedBy))].filter((check) => check !== '')
  const by = checks.length === 0 ? '' : `, by the ${checks.length === 1 ? 'check' : 'checks'} ${checks.join(', ')}`
  return `${names} ${isOne ? 'refuses' : 'refuse'} it: ${first?.reason}${by}.`
}

const endless = (sentence: string) => sentence.replace(/\.$/, '')
