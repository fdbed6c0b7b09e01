import type { Request, RequestHandler } from 'express'
import type { Clock } from '#core/clock'
import { sendJson } from '#core/http/send'
import { isVisit } from '#core/http/local'
import { bringTrouble, contextOf, deadlineIn, startTrace } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { redact } from '#core/token/redact'
import { randomId } from '#core/trace/context'
import type { Traces } from '#core/trace/recorder'
import type { ToldPlay } from '#core/trace/told-play'
import type { RequestContext } from '#core/trace/request-context'
import { roundTime } from '#core/trace/step'
import type { NumberedScenario, Role, Stage } from '#scenarios'
import type { CollectTrace } from './collect-trace.ts'
import type { PlayTeller } from './tell-plays.ts'
import { refuseForGuests, type IsGuest } from '../stage/guest-callee.ts'
import { FactoryRefused } from '../stage/stage-oauth.ts'
import type { SetStage } from '../stage/stage.ts'
import { readVariants } from './variants.ts'

export interface PlayScenarioParts {
  scenario: NumberedScenario
  setStage: SetStage
  traces: Traces
  /** For a play with ?trace=1. */
  collectTrace: CollectTrace
  clock: Clock
  /** How long a play may wait for other processes in all. */
  timeoutMilliseconds: number
  /** Whether something can be made to go wrong here. */
  hasControl: boolean
  isGuest: IsGuest
  /** For whoever listens. */
  teller: PlayTeller
}

const WITHOUT_CONTROL = 'What this variant breaks is broken by the control plane, and that is off (CONTROL=off).'

/** `GET /scenarioN` on the caller of the scenario. */
export function playScenario(parts: PlayScenarioParts): RequestHandler {
  const { scenario, setStage, traces, collectTrace, clock, timeoutMilliseconds, hasControl, teller } = parts
  return async (request, response) => {
    const variants = readVariants(request.query, scenario)
    refuseForGuests(scenario, variants, parts.isGuest)
    const { isTraced, trouble } = variants
    const isTold = teller.wantsSteps()
    const context = isTraced || isTold ? startTrace(request, traces) : contextOf(request)
    if (trouble !== undefined) {
      if (!hasControl) throw new Problem('conflict', WITHOUT_CONTROL)
      bringTrouble(context.trace, trouble)
    }
    if (context.trace.alone !== undefined) context.trace.alone = randomId(8) // each play for itself, also of one trace
    context.deadline = Math.min(context.deadline, deadlineIn(timeoutMilliseconds, clock))
    const stage = setStage(scenario, context, variants)
    const { recorder } = context
    const stepId = recorder.step({ verb: 'plays', what: `scenario ${scenario.number}: ${scenario.title}` })
    const end = isTold ? tellEnd(parts, request, context, recorder.isOn ? { stepId } : {}) : () => {}
    try {
      const answer = await perform(scenario, stage)
      context.recorder.step({ verb: 'answers', what: 'with what the callees said' })
      end(200)
      sendJson(response, 200, isTraced ? { ...Object(answer), trace: await collectTrace(context) } : answer)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const { type, detail, status } = error
      context.recorder.step({ verb: 'answers', what: `with the problem "${type}"`, reason: redact(detail) })
      end(status)
      if (isTraced) error.members['trace'] = await collectTrace(context)
      throw error
    }
  }
}

/** From now on. @returns what tells that the play has ended, with the status of its answer */
function tellEnd(
  { scenario, teller, clock }: PlayScenarioParts,
  request: Request,
  { trace }: RequestContext,
  first: Pick<ToldPlay, 'stepId'>,
) {
  const { number, caller } = scenario
  const { traceId, byTool } = trace
  const told = { traceId, ...first, scenario: number, caller, query: queryOf(request), startedAt: clock.now() }
  const begin = clock.monotonic()
  const by = { ...(byTool && { byTool }), ...(isVisit(request) && { byVisit: true }) }
  return (status: number) => teller.tell({ ...told, tookMs: roundTime(clock.monotonic() - begin), status, ...by })
}

/** In which ways it goes, without how the answer is to look. */
function queryOf({ query }: Request): string {
  const { trace: _trace, pretty: _pretty, ...variants } = query
  return new URLSearchParams(variants as Record<string, string>).toString() // readVariants has seen to it
}

/** What the factory refuses to its client is an answer like any other. */
async function perform(scenario: NumberedScenario, stage: Stage): Promise<unknown> {
  try {
    return await scenario.play(stage)
  } catch (error) {
    if (error instanceof FactoryRefused) return { valid: false, refused: error.refused, claims: {} }
    throw error
  }
}

/** Called on another service: says who plays this scenario, and where. */
export function sendToCaller(role: Role, { number, caller }: NumberedScenario, callerPort: number): RequestHandler {
  return () => {
    const address = `localhost:${callerPort}/scenario${number}`
    throw new Problem('not-found', `${caller} plays scenario ${number}, not ${role}. Try: curl ${address}`)
  }
}
