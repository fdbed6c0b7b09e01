import type { Attack, AttackRequest, Attempt } from '#attacks'
import type { CaseResult } from '../probe-report.ts'
import type { DoubtParts } from './doubts.ts'
import { isAlone } from './is-alone.ts'
import { isSpot } from './by-chance.ts'
import { readOutcome, type Reading } from './read-outcome.ts'
import { reportedCase, type AgainParts } from './result.ts'
import type { Weighed } from './weigh-attempt.ts'

/** Whoever remembers a token before he has looked at it lets it in the second time, or the third. */
const MOST_AGAIN = 2

/** One is chance, two are not. */
const LEAST_BELIEVED = 2

/**
 * Of each family one token that is refused is sent twice more, the very same one: a target may remember tokens before it has looked at
 * them. Where it answers by chance anyway, nothing follows from that, and none is sent.
 * @param done the results so far, by id; what is known now takes their place
 */
export async function sendRefusedAgain(
  families: ReadonlyMap<string, readonly Attack[]>,
  done: Map<string, Promise<CaseResult>>,
  { parts, results, ending, onResult }: AgainParts,
): Promise<void> {
  for (const attacks of families.values()) {
    const attack = await firstRefused(attacks, done)
    if (!attack) continue
    const seen: Repeated[] = []
    do {
      if (ending.reason !== undefined || parts.chance.isSeen) return
      const repeated = await sendSame(attack, parts)
      if (!repeated) break
      seen.push(repeated)
    } while (seen.at(-1)?.isBelievedLater === true && seen.length < LEAST_BELIEVED)
    if (ending.reason !== undefined) return
    const weighed = weighRepeated(attack, seen)
    if (!weighed) continue
    const result = reportedCase(attack, weighed, results)
    done.set(attack.id, Promise.resolve(result))
    onResult?.(result)
  }
}

/** The one of its family whose token nobody uses up, and beside which nothing has to happen. */
async function firstRefused(
  attacks: readonly Attack[],
  done: ReadonlyMap<string, Promise<CaseResult>>,
): Promise<Attack | undefined> {
  for (const attack of attacks) {
    if (attack.class === 'POLICY' || isAlone(attack) || !isSpot(attack)) continue
    const result = await done.get(attack.id)
    if (result?.verdict === 'refused' && !result.finding) return attack
  }
  return undefined
}

interface Repeated {
  readonly attempt: Attempt
  readonly request: AttackRequest
  readonly isBelievedLater: boolean
  /** The answer that believes, or the last one. */
  readonly reading: Reading
  readonly answer: Weighed['answer']
}

/** @returns undefined where it is no single request, or is not refused at first */
async function sendSame(attack: Attack, { issuerSide, sender, yardstick }: DoubtParts): Promise<Repeated | undefined> {
  const [attempt] = await attack.make(issuerSide.world(), true)
  const [step, ...more] = attempt?.steps ?? []
  if (!attempt || step?.do !== 'send' || more.length > 0) return undefined
  const { request } = step
  const ask = async () => {
    const outcome = await sender.send(request)
    const answer = outcome.kind === 'answered' ? outcome.answer : undefined
    return { answer, reading: readOutcome(outcome, yardstick, request, attack.expects) }
  }
  let last = await ask()
  if (last.reading.verdict !== 'refused') return undefined
  for (let again = 0; again < MOST_AGAIN && last.reading.verdict === 'refused'; again++) last = await ask()
  return { attempt, request, ...last, isBelievedLater: last.reading.verdict === 'believed' }
}

function weighRepeated(attack: Attack, seen: readonly Repeated[]): Weighed | undefined {
  const [first] = seen
  const last = seen.at(-1)
  if (!first?.isBelievedLater || !last) return undefined
  const { request, answer, attempt, reading } = last.isBelievedLater ? last : first
  const about = {
    remarks: reading.remark === undefined ? [] : [reading.remark],
    request,
    ...(answer && { answer }),
    ...(attempt.label !== undefined && { label: attempt.label }),
    isOneRequest: false, // sent once it is refused
    tokens: attempt.tokens,
  }
  if (seen.length < LEAST_BELIEVED || !last.isBelievedLater)
    return { ...about, verdict: 'inconclusive', reason: BELIEVED_ONCE }
  const sentence = `${attack.title}: ${BELIEVED_LATER}.`
  return { ...about, verdict: 'believed', finding: { kind: 'believed', severity: attack.severity, sentence } }
}

const BELIEVED_LATER = 'the target refused it at first sight, and believed the very same token when it came again'
const BELIEVED_ONCE = 'it was refused at first, and believed when the very same token came again, once and not twice'
