import type { Outcome } from '../answer.ts'
import { explanationIn } from '../engine/explained-reason.ts'
import type { GuessMember } from './guess.ts'

const MEMBER_WORDS: readonly (readonly [GuessMember, RegExp])[] = [
  ['audience', /\baud(?:ience)?\b/i],
  ['issuer', /\biss(?:uer)?\b/i],
  ['type', /\btyp\b|wrong-type|\btoken type\b/i],
  ['algorithm', /\balg(?:orithm)?\b|\bkid\b|unknown-key/i],
  ['scope', /\bscope\b/i],
]

/** Of which member of a token a refusal speaks. */
export const memberNamed = (said: string | undefined): GuessMember | undefined =>
  said === undefined ? undefined : MEMBER_WORDS.find(([, words]) => words.test(said))?.[0]

/** One that names the issuer, for then all else was right; or else the one that came most often. */
export function tellingAnswer(answers: readonly string[]): string {
  const ofIssuer = answers.filter((each) => memberNamed(each) === 'issuer')
  const counts = Map.groupBy(ofIssuer.length > 0 ? ofIssuer : answers, (each) => each)
  return [...counts].toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? 'none'
}

/** What a target said to a guess, in a few words. */
export function sayOutcome(outcome: Outcome): string {
  if (outcome.kind !== 'answered') return outcome.kind === 'hung' ? 'nothing' : `nothing: it was ${outcome.kind}`
  const { status } = outcome.answer
  const explanation = explanationIn(outcome.answer)
  return explanation === undefined ? String(status) : `${status}: ${explanation.slice(0, 200)}`
}
