import type { RequestContext } from '#core/trace/request-context'
import type { NumberedScenario, Stage } from '#scenarios'
import { gather } from './gather.ts'
import type { ServiceParts } from '../parts.ts'
import { readAnswer } from './read-answer.ts'
import { keySteps } from './stage-keys.ts'
import { oauthSteps } from './stage-oauth.ts'
import { tokenSteps } from './stage-tokens.ts'
import type { Variants } from '../routes/variants.ts'

/** What a service can do in one play, as its caller or as one of its callees. */
export function createStage(
  parts: ServiceParts,
  scenario: NumberedScenario,
  context: RequestContext,
  variants: Variants,
): Stage {
  const { recorder } = context
  return {
    ...tokenSteps(parts, context, variants),
    ...oauthSteps(parts, context, variants),
    ...keySteps(parts, context),
    hasVariant: variants.has,

    async call(callee, token) {
      const spanId = recorder.step({ verb: 'sends', what: 'the token', to: callee })
      const path = `/scenario${scenario.number}-server${variants.query}`
      const headers = { authorization: `Bearer ${token}` }
      return readAnswer(callee, await parts.peers.get(callee).call({ method: 'GET', path, headers }, context, spanId))
    },

    atOnce: (callees, act) => gather(callees, act, recorder),
  }
}
