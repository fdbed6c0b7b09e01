import type { Clock } from '#core/clock'
import type { RefusalAttempt, RefusalCase, RefusalCases } from '../tokens/refusal-cases.ts'
import { freshToken, hasEndedBetween, kidOfToken } from './fresh-token.ts'
import { judgeLetIn } from './judge-refusal.ts'
import type { KitAnswer } from './read-answer.ts'
import { sendCase, type CaseOutcome, type ServiceUnderTest } from './send-case.ts'
import { numbered, tellKitAnswer } from './tell-answer.ts'
export type { ServiceUnderTest } from './send-case.ts'

export interface EveryResult {
  readonly pass: boolean
  readonly message: string
}

/** How many are told in full. */
const MOST_CASES_TOLD = 10

/** So many calls with key ids that nobody knows are made at once: each may wait for the next fetch of keys, which all of them share. */
const SENT_TOGETHER = 24

/** After so many tokens the good one is sent again: a service that refuses everybody in between proves nothing. */
const GOOD_AFTER = 20

/** A header takes no other characters, so no client sends the token. */
const FITS_HEADER = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/** A request may be refused for its size, too (RFC 6585 §5, RFC 9110 §15.5.14): whoever sends such a token is not let in. */
const REFUSES_FOR_SIZE = new Set([413, 431])

interface SentCase {
  readonly case: RefusalCase
  readonly attempt: RefusalAttempt
}

interface WrongCase extends SentCase {
  /** A sentence. */
  readonly what: string
  readonly isLetIn: boolean
}

/**
 * Sends each token of the cases, made anew right before; the good one first, last and now and then, for a service that refuses
 * everybody proves nothing. In doubt it fails, whichever way it is asked.
 * @param isNot whether it is expected that one of them is let in
 * @throws TypeError for what is no function, or are no cases
 */
export async function refusesEvery(
  service: ServiceUnderTest,
  must: RefusalCases,
  clock: Clock,
  isNot = false,
): Promise<EveryResult> {
  checkArguments(service, must)
  const inDoubt = (message: string): EveryResult => ({ pass: isNot, message })
  const good = await must.good()
  const before = await sendCase(service, good, clock)
  if (!isLetIn(before)) return inDoubt(await tellNotBelieved(before, 'The good token is refused, too'))
  const all = must.cases.flatMap((each) => each.attempts.map((attempt) => ({ case: each, attempt })))
  const sent = all.filter(({ attempt }) => FITS_HEADER.test(attempt.token))
  const left = all.length - sent.length
  const unsent = left === 0 ? '' : ` (${left} more fit into no header, so no client sends them)`
  const { wrong, notBelieved } = await sendAll({ service, must, clock }, sent, kidOfToken(good))
  if (notBelieved !== undefined)
    return inDoubt(
      await tellNotBelieved(notBelieved, 'The good token was believed at first, and is refused in between'),
    )
  const after = await sendCase(service, await must.good(), clock)
  if (!isLetIn(after))
    return inDoubt(await tellNotBelieved(after, 'The good token was believed at first, and is refused in the end'))
  if (sent.length === 0) return inDoubt('There is no token to send: no case was made.')
  if (wrong.length === 0) return { pass: true, message: `The service refuses all ${sent.length} tokens${unsent}.` }
  const told = wrong.slice(0, MOST_CASES_TOLD).flatMap((each) => ['', ...tellCase(each)])
  const more = wrong.length > MOST_CASES_TOLD ? [`… and ${wrong.length - MOST_CASES_TOLD} more.`] : []
  const head = `The service does not refuse ${wrong.length} of ${sent.length} tokens${unsent}:`
  const message = [head, ...told, ...more].join('\n')
  return wrong.some((each) => each.isLetIn) ? { pass: false, message } : inDoubt(message)
}

function checkArguments(service: unknown, must: unknown): void {
  if (typeof service !== 'function')
    throw new TypeError('toRefuseEvery is asked of a function that calls your service: expect((token) => fetch(…)).')
  const cases: unknown = Object(must).cases
  if (Array.isArray(cases)) return
  const isPromise = typeof Object(must).then === 'function'
  throw new TypeError(
    `toRefuseEvery takes the cases of await issuer.must()${isPromise ? ': the await is missing' : ''}.`,
  )
}

interface Sending {
  service: ServiceUnderTest
  must: RefusalCases
  clock: Clock
}

/**
 * In their order; those that may wait for keys at the same time, beside the others.
 * @returns with the answer to a good token that was not let in
 */
async function sendAll(
  { service, must, clock }: Sending,
  sent: readonly SentCase[],
  goodKid: unknown,
): Promise<{ wrong: WrongCase[]; notBelieved: CaseOutcome | undefined }> {
  const found: (WrongCase | undefined)[] = sent.map(() => undefined)
  let notBelieved: CaseOutcome | undefined
  let count = 0
  let isOver = false
  const send = async (at: number) => {
    const each = sent[at]
    if (!each || notBelieved || isOver) return
    const token = await freshToken(each.attempt)
    const begin = clock.now()
    const answered = await sendCase(service, token, clock)
    found[at] = findWrong(each, answered, hasEndedBetween(token, begin, clock.now()))
    if (++count % GOOD_AFTER !== 0) return
    const outcome = await sendCase(service, await must.good(), clock)
    if (!isLetIn(outcome)) notBelieved ??= outcome
  }
  const places = [...sent.keys()]
  const waits = places.filter((at) => kidOfToken(sent[at]?.attempt.token ?? '') !== goodKid)
  const inTurn = async (line: readonly number[]) => {
    for (const at of line) await send(at)
  }
  const lines = Array.from({ length: SENT_TOGETHER }, (_, line) =>
    waits.filter((_at, index) => index % SENT_TOGETHER === line),
  )
  const all = [inTurn(places.filter((at) => !waits.includes(at))), ...lines.map(inTurn)]
  await Promise.all(all).finally(() => void (isOver = true))
  return { wrong: found.filter((each) => each !== undefined), notBelieved }
}

const REFUSED_AT_ITS_END =
  'Its exp came before the answer, so it may be refused for that alone: let tokens live longer, startIssuer({ lifetimeSeconds: 300 }).'

const isLetIn = (outcome: CaseOutcome): outcome is { answer: KitAnswer } =>
  'answer' in outcome && judgeLetIn(outcome.answer).is === 'yes'

/** @param isEnded its end came before the answer */
function findWrong(sent: SentCase, outcome: CaseOutcome, isEnded: boolean): WrongCase | undefined {
  if ('failed' in outcome) return { ...sent, what: outcome.failed, isLetIn: false }
  const { answer } = outcome
  if (REFUSES_FOR_SIZE.has(answer.status)) return undefined
  const { is, why } = judgeLetIn(answer)
  if (is === 'no') return isEnded ? { ...sent, what: REFUSED_AT_ITS_END, isLetIn: false } : undefined
  if (is === 'doubt') return { ...sent, what: why, isLetIn: false }
  return { ...sent, what: `The service believes it: it answers ${answer.status}.`, isLetIn: true }
}

/** Cases that are about the very end, with the leeway that was said. */
const AT_THE_END: ReadonlySet<string> = new Set(['exp-at-now', 'exp-just-past-leeway'])

function tellCase({ case: { id, title, severity, references }, attempt: { label }, what }: WrongCase): string[] {
  return [
    `${id} (${severity.level}, CWE-${severity.cwe})`,
    numbered([
      `A token is sent: ${title}${label === undefined ? '' : ` (${label})`}.`,
      what,
      `It must refuse it: ${references.join(', ')}.`,
      ...(AT_THE_END.has(id)
        ? ['Where it grants a leeway on purpose, say so: issuer.must({ leeway: 5 }), in seconds.']
        : []),
      `To send it again: await issuer.bad('${id}'${label === undefined ? '' : `, { attempt: ${JSON.stringify(label)} }`})`,
    ]),
  ]
}

async function tellNotBelieved(outcome: CaseOutcome, what: string): Promise<string> {
  if ('failed' in outcome) return `${what}, so nothing can be said about the others.\n${numbered([outcome.failed])}`
  const { status, challenge } = outcome.answer
  const wantsScope = status === 403 || challenge['error'] === 'insufficient_scope'
  const scope = challenge['scope'] ?? 'orders.read'
  const hint = wantsScope
    ? ` It wants a scope: say it, await issuer.must({ scope: ${JSON.stringify(scope)} }).`
    : ' What your service wants of a good token is said so: await issuer.must({ audience, scope, claims }).'
  const head = `${what}: the service answers ${status}, so nothing can be said about the others.`
  return `${head}${hint}\n${await tellKitAnswer(outcome.answer)}`
}
