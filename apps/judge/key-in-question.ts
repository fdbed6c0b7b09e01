import { tokenHints } from '#core/token/token-hints'
import type { VerificationKey } from '#core/token/trust'
import type { Question } from './judgement.ts'

/**
 * The key of a system that takes one alone: that of the token's key id, if there is one, and else the first. Of a key that may be used
 * with several algorithms it is the one that the token names: whoever sets it up knows how the issuer signs.
 * @returns undefined where there are none
 */
export function keyInQuestion(question: Question): VerificationKey | undefined {
  const { keys } = question.keys
  const { kid, alg } = hintsIn(question)
  const first = keys.find((key) => kid !== undefined && key.kid === kid) ?? keys[0]
  return keys.find((key) => key.kid === first?.kid && key.algorithm === alg) ?? first
}

/** What the first token says of itself: a hint for choosing among trusted keys, never a source of any. */
export const hintsIn = ({ authorization: [value = ''] }: Pick<Question, 'authorization'>) =>
  tokenHints(value.replace(/^bearer +/i, ''))
