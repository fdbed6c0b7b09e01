import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/send'
import { portsOf } from '#core/config/process-settings'
import { contextOf, deadlineIn, startTrace } from '#core/http/context'
import { Problem } from '#core/http/problem'
import type { NumberedScenario, Stage } from '#scenarios'
import { collectTrace } from './collect-trace.ts'
import { FactoryRefused } from '../stage/stage-oauth.ts'
import type { ServiceParts } from '../parts.ts'
import { createStage } from '../stage/stage.ts'
import { readVariants } from './variants.ts'

/** `GET /scenarioN` on the caller of the scenario. */
export function playScenario(parts: ServiceParts, scenario: NumberedScenario): RequestHandler {
  const { config, traces, clock } = parts
  return async (request, response) => {
    const variants = readVariants(request.query, scenario)
    const { isTraced } = variants
    const context = isTraced ? startTrace(request, traces) : contextOf(request)
    context.deadline = Math.min(context.deadline, deadlineIn(config.peerTimeoutMilliseconds, clock))
    const stage = createStage(parts, scenario, context, variants)
    if (!isTraced) return sendJson(response, 200, await perform(scenario, stage))

    context.recorder.step({ verb: 'plays', what: `scenario ${scenario.number}: ${scenario.title}` })
    try {
      const answer = await perform(scenario, stage)
      context.recorder.step({ verb: 'answers', what: 'with what the callees said' })
      sendJson(response, 200, { ...Object(answer), trace: await collectTrace(parts, context) })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      context.recorder.step({ verb: 'answers', what: `with the problem "${error.type}"` })
      error.members['trace'] = await collectTrace(parts, context)
      throw error
    }
  }
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
export function sendToCaller({ config, role }: ServiceParts, { number, caller }: NumberedScenario): RequestHandler {
  const address = `localhost:${portsOf(config).plain[caller]}/scenario${number}`
  return () => {
    throw new Problem('not-found', `${caller} plays scenario ${number}, not ${role}. Try: curl ${address}`)
  }
}
