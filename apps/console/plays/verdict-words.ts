import type { MarkName } from '#core/page/mark.view'
import { asWritten, asFirstWord } from '#core/trace/step'
import type { PlayOutcome } from './outcome.ts'

/** What came of a play, for the largest letters of a page. */
export interface VerdictWords {
  outcome: MarkName
  headline: string
  /** The check that failed, or the code of the error. */
  refusal?: string
  /** What else is known: small. */
  details?: string
}

/**
 * Says what came of a play in one sentence: who refused what, and why; or who could not go on, for whom.
 * @param isUp whether a process is up: then nobody needs to hear where it is looked for
 */
export function verdictWords(came: PlayOutcome, isUp: (name: string) => boolean = () => false): VerdictWords {
  const {
    outcome,
    who,
    what = 'the token',
    reason = '',
    check,
    peer,
    isBelieved,
    isLax,
    findings,
    unnoticed,
    untold,
  } = came
  if (outcome === 'good') return { outcome, headline: isBelieved ? BELIEVED : 'Nobody refused anything' }
  if (isLax) return { outcome, headline: `${asFirstWord(who)} failed ${what}`, details: laxDetails(came) }
  if (untold)
    return {
      outcome,
      headline: `Nobody knows whether somebody refused: steps of ${untold.map(asWritten).join(' and ')} are missing`,
    }
  if (findings) return { outcome, headline: findings.map(asHeadline).join('; ') }
  const { code } = ERROR_CODE.exec(reason)?.groups ?? {}
  if (outcome === 'refused') {
    const refusal = check === undefined ? code : `check: ${check}`
    return {
      outcome,
      headline: `${asFirstWord(who)} refused ${what}${afterColon(reason)}`,
      ...(refusal !== undefined && { refusal }),
      ...(unnoticed && { details: `${asFirstWord(unnoticed.who)} failed ${unnoticed.what}.` }),
    }
  }
  if (peer === undefined) return { outcome, headline: `${asFirstWord(who)} cannot go on${afterColon(reason)}` }
  const details = isUp(peer) ? reason.replace(SETTING, '') : reason
  return { outcome, headline: `${asFirstWord(who)} cannot go on: ${asWritten(peer)} ${silence(reason)}`, details }
}

/** Why it came through, and who refused something after that. */
function laxDetails({ reason = '', thereafter }: PlayOutcome): string {
  if (!thereafter) return reason
  const { who, what, reason: why = '' } = thereafter
  return `${reason}. Thereafter ${asWritten(who)} refused ${what}${afterColon(why)}`
}

const asHeadline = (finding: string, at: number) =>
  at === 0 ? finding.charAt(0).toUpperCase() + finding.slice(1) : finding

const BELIEVED = 'Everybody believed the token'

/** As an authorization server refuses (RFC 6749 §5.2): the code is for programs, and what stands after it for people. */
const ERROR_CODE = /^(?<code>[a-z]+(?:_[a-z]+)+): (?<words>.+)$/su

/** The last sentence of a reason, for whoever has to set where a process is. */
const SETTING = / [A-Z_]+ says where it is\.$/

const silence = (reason: string) =>
  /did not answer within/.test(reason)
    ? 'did not answer in time'
    : /cannot be reached/.test(reason)
      ? 'does not answer'
      : 'gave no answer that helps'

/** A sentence goes on: "The token has expired" is "it has expired", after a colon. */
const afterColon = (reason: string): string => (reason === '' ? '' : `: ${goingOn(reason)}`)

/** A reason as the end of a sentence that is about the token, in its words for people. */
export function goingOn(reason: string): string {
  const words = ERROR_CODE.exec(reason)?.groups?.['words'] ?? reason
  const going = words.replace(/^The token /, 'it ').replace(/^(?:The|This|A|An|Keys) /, (word) => word.toLowerCase())
  return going.replace(/\.$/, '')
}
