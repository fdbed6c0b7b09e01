import type {
  AskedRequest,
  Dialect,
  DialectAnswer,
  DialectDescription,
  Identity,
  RequestContext,
} from '#core/access/dialect'
import { decideBy } from '#core/access/run-dialect'
import { takeLook, UNHEARD } from '#core/trace/look'
import type { StepCheck } from '#core/trace/step'
import type { Judgement, JudgedCheck, JudgeOutcome, Question } from './judgement.ts'

/** What a running system decides about a request, as far as all of them say it alike. */
export type SystemDecision =
  | { readonly kind: 'believed' | 'open' | 'goes-on' }
  | { readonly kind: 'refused' | 'undecided' | 'answered'; readonly reason: string; readonly answer: DialectAnswer }

/** A system that is to judge. */
export interface JudgingSystem {
  /** By its id in the table. */
  readonly judge: string
  readonly description: Pick<DialectDescription, 'checks'>
  decide(request: AskedRequest, context: RequestContext): Promise<SystemDecision>
}

/** What a request has besides its tokens: as little as there can be. */
const METHOD_AND_TARGET = { method: 'GET', target: '/', scheme: 'http' } as const

/** A request with these headers, as Node hands it out. @param further name, value, name, value … */
function requestWith({ authorization, asked }: Question, further: readonly string[]): AskedRequest {
  if (asked) return { ...METHOD_AND_TARGET, ...asked, authorization, fields: [...asked.fields, ...further] }
  const fields = ['Host', 'service', ...further, ...authorization.flatMap((value) => ['Authorization', value])]
  return { ...METHOD_AND_TARGET, authorization, fields }
}

/**
 * Has a system decide as it does for a request over the wire, and turns that and its trace into a judgement: nothing of a rule stands
 * here.
 * @param further header fields that the request has besides, name, value, name, value …
 * @throws whatever the system throws, which is a bug
 */
export async function judgeBy(
  { judge, description, decide }: JudgingSystem,
  question: Question,
  further: readonly string[] = [],
): Promise<Judgement> {
  const { context, checks } = takeLook()
  const decision = await decide(requestWith(question, further), context)
  const outcome = outcomeOfDecision(decision)
  const judged = judgedChecks(checks().at(-1) ?? [], description, outcome) // the token that decided is told last
  const about = { judge, outcome, believed: outcome === 'believed' }
  if (!('answer' in decision)) return { ...about, status: 200, decidedBy: '', reason: '', checks: judged }
  const decidedBy = judged.find((each) => each.outcome === 'failed')?.check ?? ''
  const { reason, answer } = decision
  return { ...about, status: answer.status, decidedBy, reason, checks: judged, answer }
}

/** The same for a system whose dialect decides alone. */
export const judgeDialect = <E, I extends Identity>(
  judge: string,
  dialect: Dialect<E, I>,
  question: Question,
  further?: readonly string[],
): Promise<Judgement> =>
  judgeBy(
    {
      judge,
      description: dialect,
      decide: (request, context) => decideBy(dialect, request, { context, log: UNHEARD }),
    },
    question,
    further,
  )

/** A gateway lets nobody go on whom it does not believe: `open` is for those that ask nobody. */
function outcomeOfDecision({ kind }: SystemDecision): JudgeOutcome {
  if (kind === 'open') return 'open'
  return kind === 'believed' || kind === 'goes-on' ? 'believed' : 'refused'
}

/** Those that the trace tells of; all of the description where not one was asked. */
function judgedChecks(
  told: readonly StepCheck[],
  { checks }: JudgingSystem['description'],
  outcome: JudgeOutcome,
): JudgedCheck[] {
  if (told.length === 0) {
    const none = outcome === 'open' ? 'nothing-to-check' : 'never-reached'
    return checks.map(({ name, rule }) => ({ check: name, rule, outcome: none }))
  }
  const end = told.findIndex((each) => each.outcome === 'failed')
  return told.map(({ check, rule, outcome, reason }, at) => {
    if (outcome !== 'skipped') return { check, rule, outcome, ...(outcome === 'failed' && { reason: reason ?? '' }) }
    return { check, rule, outcome: end >= 0 && at > end ? 'never-reached' : 'nothing-to-check' }
  })
}

/** The judgement of a judge that cannot be asked. @param why a sentence */
export const cannotBeAsked = (judge: string, why: string): Judgement => ({
  judge,
  outcome: 'cannot-judge',
  believed: false,
  status: 0,
  decidedBy: '',
  reason: why,
  checks: [],
})
