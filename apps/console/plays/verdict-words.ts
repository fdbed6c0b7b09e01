import type { MarkName } from '#core/page/mark.view'
import { titleOf, type Step } from '#core/trace/step'
import type { PlayOutcome } from './outcome.ts'

/** What came of a play, for the largest letters of a page. */
export interface VerdictWords {
  outcome: MarkName
  headline: string
  /** The check that failed. */
  check?: string
  /** What else is known: small. */
  details?: string
}

/**
 * Says what came of a play in one sentence: who refused what, and why; or who could not go on, for whom.
 * @param steps of the play
 * @param isUp whether a process is up: then nobody needs to hear where it is looked for
 */
export function verdictWords(
  { outcome, who, reason = '', step, check, peer }: PlayOutcome,
  steps: readonly Step[],
  isUp: (name: string) => boolean = () => false,
): VerdictWords {
  if (outcome === 'good')
    return { outcome, headline: steps.some(({ verb }) => verb === 'believes') ? BELIEVED : 'Nobody refused anything' }
  if (outcome === 'refused') {
    const what = steps[step ?? -1]?.what ?? 'the token'
    return {
      outcome,
      headline: `${titleOf(who)} refused ${what}${afterColon(reason)}`,
      ...(check !== undefined && { check }),
    }
  }
  if (peer === undefined) return { outcome, headline: `${titleOf(who)} cannot go on${afterColon(reason)}` }
  const details = isUp(peer) ? reason.replace(SETTING, '') : reason
  return { outcome, headline: `${titleOf(who)} cannot go on: ${titleOf(peer)} ${silence(reason)}`, details }
}

const BELIEVED = 'Everybody believed the token'

/** The last sentence of a reason, for whoever has to set where a process is. */
const SETTING = / [A-Z_]+ says where it is\.$/

const silence = (reason: string) =>
  /did not answer within/.test(reason)
    ? 'did not answer in time'
    : /cannot be reached/.test(reason)
      ? 'does not answer'
      : 'gave no answer that helps'

/** A sentence goes on: "The token has expired" is "it has expired", after a colon. */
function afterColon(reason: string): string {
  if (reason === '') return ''
  const going = reason.replace(/^The token /, 'it ').replace(/^(?:The|A|An) /, (word) => word.toLowerCase())
  return `: ${going.replace(/\.$/, '')}`
}
