import type { Attack, AttackRequest, Severity } from '#attacks'
import type { CaseVerdict, Finding } from '../probe-report.ts'
import { cameOf, type Answer } from '../answer.ts'
import { otherReason } from './explained-reason.ts'
import type { PlayedAttempt } from './play-attempt.ts'
import { isRight, mayBelieve, oddRefusal } from './right-answers.ts'
import type { WatchResult } from './watches.ts'

/** What one attempt says about the target. */
export interface Weighed {
  readonly verdict: CaseVerdict
  readonly finding?: Pick<Finding, 'kind' | 'severity' | 'sentence'>
  readonly remarks: readonly string[]
  readonly reason?: string
  readonly answer?: Answer
  readonly request?: AttackRequest
  readonly label?: string
  /** Which of several attempts, from 1. */
  readonly number?: number
  /** Its steps are one request: whoever sends that again has repeated it. */
  readonly isOneRequest?: boolean
  readonly tokens?: readonly string[]
}

/** What is never right is graded by itself: medium. */
const BROKEN: Severity = { level: 'medium', cwe: 755 }
const HANGING: Severity = { level: 'medium', cwe: 400 }

/** Puts the reading of an attempt and what its watches saw together: the verdict, and what is wrong. */
export function weighAttempt(attack: Attack, played: PlayedAttempt, watched: readonly WatchResult[]): Weighed {
  const { reading, outcome, request } = played
  const answer = outcome && cameOf(outcome)
  const remarks = [reading.remark, ...watched.map(({ remark }) => remark)].filter((each) => each !== undefined)
  const weighed = {
    verdict: reading.verdict,
    remarks,
    ...(reading.reason !== undefined && { reason: reading.reason }),
    ...(answer && { answer }),
    ...(request && { request }),
  }
  const finding = findingOf(attack, played, answer)
  if (finding) return { ...weighed, finding }
  const fault = watched.find((each) => each.fault !== undefined)?.fault
  if (fault !== undefined)
    return { ...weighed, finding: { kind: 'watch', severity: attack.severity, sentence: `${attack.title}: ${fault}.` } }
  const doubt = watched.find((each) => each.doubt !== undefined)?.doubt
  if (doubt !== undefined) return { ...weighed, verdict: 'inconclusive', reason: doubt }
  if (answer && wasRead(attack, answer)) {
    const sentence = `${attack.title}: the target read all of it, and answered ${answer.status}.`
    return { ...weighed, finding: { kind: 'watch', severity: attack.severity, sentence } }
  }
  if (reading.verdict !== 'refused' || !answer || attack.family === 'good') return weighed
  const odd = [oddRefusal(answer, attack.expects), otherReason(attack.id, answer)]
  return { ...weighed, remarks: [...remarks, ...odd.filter((each) => each !== undefined)] }
}

function findingOf(
  attack: Attack,
  { reading, outcome }: PlayedAttempt,
  answer: Answer | undefined,
): Weighed['finding'] {
  const { severity, family } = attack
  const title = whatWasSent(attack)
  if (reading.verdict === 'crashed') {
    const isCut = outcome?.kind === 'dropped' && answer !== undefined
    const cut = `answered ${answer?.status}, and ended the connection before its answer was whole`
    const dropped = isCut ? cut : 'ended the connection without an answer'
    const what = outcome?.kind === 'dropped' ? dropped : `answered ${answer?.status}`
    return { kind: 'crashed', severity: BROKEN, sentence: `${title}: the target ${what}.` }
  }
  if (reading.verdict === 'hung') {
    const what = answer ? `began to answer ${answer.status}, and did not end in time` : 'did not answer in time'
    return { kind: 'hung', severity: HANGING, sentence: `${title}: the target ${what}.` }
  }
  if (reading.verdict === 'refused' && mustBelieve(attack) && !(answer && isRight(answer, attack.expects))) {
    const said = answer ? ` with ${answer.status}` : ''
    const what = family === 'good' ? 'the target refused this good token' : 'the target refused it, and must not'
    return { kind: 'good-refused', severity, sentence: `${title}: ${what}${said}.` }
  }
  if (reading.verdict !== 'believed' || mayBelieve(attack.expects)) return undefined
  if (!answer || answer.status < 400)
    return answer && isRight(answer, attack.expects)
      ? undefined
      : { kind: 'believed', severity, sentence: `${title}: the target believed it.` }
  return { kind: 'believed', severity, sentence: `${title}: ${DENIED} ${answer.status}.` }
}

const DENIED = 'the target gave what the good token gets, though its status was'

/** These titles tell what the answer must be like: of another fault they would say that it is well. */
const whatWasSent = ({ id, title }: Attack): string =>
  id === 'http-error-leak' || id === 'http-401-shape' ? 'A bad token, or none' : title

/** Nothing but letting it in is right. */
const mustBelieve = ({ expects }: Attack) => expects.every((each) => each.startsWith('2'))

/** What is too large is refused by its size: whoever says in a success that it is no good token has read it. */
const wasRead = ({ family, expects }: Attack, answer: Answer) =>
  family === 'cost' && expects.includes('4xx size') && answer.status < 300 && !isRight(answer, expects)

/** Which attempt of a case counts: the one that is worst. */
export function worstOf(all: readonly Weighed[]): Weighed | undefined {
  return all.toSorted((one, other) => weighedRank(other) - weighedRank(one))[0]
}

const weighedRank = ({ finding, verdict }: Weighed): number => {
  if (finding) return { believed: 9, 'good-refused': 9, crashed: 8, hung: 7, watch: 6 }[finding.kind]
  return { inconclusive: 5, crashed: 4, hung: 4, believed: 3, refused: 2, 'not-run': 1 }[verdict]
}
