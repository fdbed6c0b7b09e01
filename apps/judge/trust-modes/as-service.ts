import type { AskedRequest, DialectAnswer, RequestContext } from '#core/access/dialect'
import { bearerRefusal } from '#core/http/authenticate'
import { bearerAmong } from '#core/http/bearer'
import { Problem, problemBody } from '#core/http/problem'
import type { Verdict } from '#core/token/verdict'
import { CHECKS } from '#core/token/verify'
import { takeLook } from '#core/trace/look'
import type { StepCheck } from '#core/trace/step'
import { cannotBeAsked, judgeBy, type SystemDecision } from '../judge-by.ts'
import type { Judgement, Question } from '../judgement.ts'

/** What a service does with a token that it was sent. */
export interface ServiceJudge {
  judge: string
  /** @throws Problem where it cannot decide */
  verify(token: string, context: RequestContext): Promise<Verdict>
  /** The checks that decided, in the place of those that the service told its trace. */
  checksOf?(verdict: Verdict, told: readonly StepCheck[]): readonly StepCheck[]
}

const SENT_CREDENTIALS = {
  check: 'credentials',
  rule: 'RFC 6750 §2.1, §3.1: one Authorization header with one bearer token',
}

/** What stands behind the credentials, where nobody came to look at it. */
const UNTRIED: readonly StepCheck[] = CHECKS.map(({ name, rule }) => ({ check: name, rule, outcome: 'skipped' }))

/** Judges as a service answers: it reads the token of the request, has it verified, and says no as the standards say (RFC 6750 §3). */
export async function judgeAsService(asked: ServiceJudge, question: Question): Promise<Judgement> {
  const decide = (request: AskedRequest, context: RequestContext) =>
    decideAsService(asked, request, context, question.expected.audience)
  try {
    return await judgeBy({ judge: asked.judge, description: { checks: [] }, decide }, question)
  } catch (error) {
    if (error instanceof Problem) return cannotBeAsked(asked.judge, error.detail)
    throw error
  }
}

async function decideAsService(
  { verify, checksOf = (_verdict, told) => told }: ServiceJudge,
  request: AskedRequest,
  { recorder, trace }: RequestContext,
  realm: string,
): Promise<SystemDecision> {
  const tell = (checks: readonly StepCheck[]) =>
    void recorder.step({ verb: 'checks', what: 'the token', checks: [...checks] })
  const refuse = (reason: string) => tell([{ ...SENT_CREDENTIALS, outcome: 'failed', reason }, ...UNTRIED])
  const token = tokenOrRefusal(request, realm)
  if (token instanceof Problem) {
    refuse(token.type)
    const body = problemBody(token, '/', trace.traceId)
    const headers = { 'content-type': 'application/problem+json', ...token.headers }
    return { kind: 'refused', reason: token.type, answer: { status: token.status, headers, body: asBody(body) } }
  }
  if (token === undefined) {
    refuse('no-credentials')
    return { kind: 'refused', reason: 'no-credentials', answer: refusalAs401(realm, undefined) }
  }
  const look = takeLook()
  const verdict = await verify(token, look.context)
  tell([{ ...SENT_CREDENTIALS, outcome: 'passed' }, ...checksOf(verdict, look.checks().flat())])
  if (verdict.valid) return { kind: 'believed' }
  return { kind: 'refused', reason: verdict.reason, answer: refusalAs401(realm, verdict) }
}

function tokenOrRefusal(request: AskedRequest, realm: string): string | undefined | Problem {
  try {
    return bearerAmong(request, realm)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

function refusalAs401(realm: string, verdict: Parameters<typeof bearerRefusal>[1]): DialectAnswer {
  const { challenge, body } = bearerRefusal(realm, verdict)
  return {
    status: 401,
    headers: { 'content-type': 'application/json', 'www-authenticate': challenge },
    body: asBody(body),
  }
}

const asBody = (body: object) => `${JSON.stringify(body)}\n`
