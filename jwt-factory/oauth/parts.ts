import type { RequestContext } from '#core/http/context'
import type { JudgeParts } from '#core/access/judge'
import type { FactoryParts } from '../factory.ts'
import type { Issuer } from '../issuer.ts'
import type { GuessDelay } from './guess-delay.ts'

/** What the OAuth routes of one issuer are made of. */
export interface IssuerParts extends FactoryParts {
  issuer: Issuer
  guesses: GuessDelay
}

/** Who judges a token for a request, and who is told. */
export function judgeParts({ clock, log }: FactoryParts, context: RequestContext, what: string): JudgeParts {
  const onRefusal = (event: object) => log.warn({ ...event, what, traceId: context.trace.traceId }, 'token-rejected')
  return { clock, recorder: context.recorder, what, onRefusal }
}

/** How the dates of tokens are judged here. A day is more than any token needs, unless the operator wants longer ones. */
export function limits({ config }: Pick<FactoryParts, 'config'>) {
  return { maxLifetimeSeconds: Math.max(86_400, config.tokenLifetimeSeconds), leewaySeconds: config.leewaySeconds }
}
