import type { PartyName } from '#core/config/parties'
import type { Clock } from '#core/clock'
import type { Peers } from '#core/http/peers'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { redact } from '#core/token/redact'
import { randomId, SIDECAR_LESSONS, writeTraceparent, writeTracestate, type SidecarLesson } from '#core/trace/context'
import type { RequestContext } from '#core/trace/request-context'
import type { NumberedScenario, Stage } from '#scenarios'
import type { PlainAnswer, PlainCaller } from '../plain/plain-caller.ts'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import type { Variants } from '../routes/variants.ts'

export interface SidecarStepsParts {
  /** Who has no line of token code. */
  plainCaller: PlainCaller
  /** Where the sidecars are, on this machine. */
  sidecars: { host: string; signerPort: number; verifierPort: number }
  peers: Pick<Peers, 'get'>
  clock: Clock
}

/** What a caller does that leaves tokens to its sidecar. */
export function sidecarSteps(
  { plainCaller, sidecars, peers, clock }: SidecarStepsParts,
  context: RequestContext,
  scenario: NumberedScenario,
  variants: Variants,
): Pick<Stage, 'askPlainly' | 'rotateSignerKey'> {
  const { host, signerPort, verifierPort } = sidecars
  const { trace, recorder } = context

  /** A sidecar that runs alone does nothing wrong when it is asked to: the play would show a success in place of a refusal. */
  async function findTeacher(): Promise<void> {
    try {
      await peers.get('neighbours').call({ method: 'GET', path: '/healthz' }, context, randomId(8))
    } catch (cause) {
      throw new Problem('peer-unreachable', NO_TEACHER, { members: { peer: 'neighbours' }, cause })
    }
  }

  return {
    async askPlainly(callee, way) {
      const lesson = lessonOf(scenario, variants, variants.isExpired(callee))
      if (lesson.lesson !== undefined) await findTeacher()
      const to: PartyName = way ? 'verifier' : 'signer'
      const spanId = recorder.step({ verb: 'sends', what: 'GET /echo without a token', to })
      const headers = { traceparent: writeTraceparent(trace, spanId), ...writeTracestate({ ...trace, ...lesson }) }
      const end = new AbortController()
      const stop = clock.every(Math.max(1, context.deadline - clock.monotonic()), () => end.abort())
      try {
        const address = `http://localhost:${verifierPort}/echo`
        const answer = await plainCaller.ask(address, headers, end.signal, way ? undefined : { host, port: signerPort })
        return readPlainAnswer(answer)
      } catch (error) {
        throw error instanceof Problem ? error : unreachable(to, end.signal.aborted, error)
      } finally {
        stop()
      }
    },

    async rotateSignerKey() {
      const spanId = recorder.step({ verb: 'asks', what: 'for a new key of the signer', to: 'neighbours' })
      const rotate = { method: 'POST', path: '/signer/rotate' } as const
      const { status, body } = await peers.get('neighbours').call(rotate, context, spanId)
      if (status !== 200) throw new Problem('cannot-decide', whyNotRotated(body), { members: { peer: 'signer' } })
    },
  }
}

const NO_TEACHER =
  'What goes wrong here is done by the sidecars of "neighbours", which do not answer; one that runs alone does nothing wrong. Stop those, and start npm run neighbours.'

/** The signer knows: a person is waited for, or the registry is away. */
function whyNotRotated(body: unknown): string {
  const said = isObject(body) ? body['detail'] : undefined
  return typeof said === 'string' ? redact(said).slice(0, 300) : NOT_ROTATED
}

const NOT_ROTATED = 'The signer has no new key: its registry does not take one at the moment.'

/** What the sidecars are asked to do wrong, in the trace of the play. */
function lessonOf(
  { variants = {} }: NumberedScenario,
  { has }: Variants,
  isExpired: boolean,
): { lesson?: SidecarLesson } {
  const lesson = isExpired ? 'expired' : SIDECAR_LESSONS.find((name) => name in variants && has(name))
  return lesson ? { lesson } : {}
}

/** What the callee saw, or the word of its verifier. @throws Problem for what is neither */
function readPlainAnswer({ status, body: text, type }: PlainAnswer): unknown {
  const body = jsonOrNothing(text)
  if (status === 200 && isObject(body) && isObject(body['headers'])) {
    return { valid: true, claims: claimsIn(body['headers']), received: body }
  }
  if (isObject(body) && (status === 401 || status === 403)) {
    const { title, reason, check, claim } = body
    return {
      message: 'refused by the verifier',
      valid: false,
      status,
      reason,
      error: { message: title },
      check,
      claim,
      claims: {},
    }
  }
  const words = isObject(body) ? (body['detail'] ?? body['title']) : undefined
  const detail =
    typeof words === 'string' ? `A sidecar says: ${words}.`.replace(/\.\.$/, '.') : `A sidecar answered ${status}.`
  const problem = status === 503 ? 'cannot-decide' : status === 504 ? 'peer-timeout' : 'peer-unreachable'
  throw new Problem(type.includes('json') ? problem : 'peer-garbled', redact(detail).slice(0, 300), {
    members: { peer: isOfSigner(status, body) ? 'signer' : 'verifier' },
  })
}

/** It has no key that signs. A verifier names the check that it could not make. */
const isOfSigner = (status: number, body: unknown): boolean => status === 503 && isObject(body) && !('check' in body)

/** The identity that the verifier has put into the request (docs/sidecars.md). */
function claimsIn(headers: Record<string, unknown>): unknown {
  const { 'x-verified-claims': claims } = headers
  return typeof claims === 'string' ? jsonOrNothing(decodeURIComponent(claims)) : {}
}

function unreachable(peer: PartyName, isLate: boolean, cause: unknown): Problem {
  if (isLate) return new Problem('peer-timeout', `The ${peer} did not answer in time.`, { members: { peer }, cause })
  const detail = `The ${peer} cannot be reached: is "neighbours" running? npm run neighbours starts it.`
  return new Problem('peer-unreachable', detail, { members: { peer }, cause })
}
