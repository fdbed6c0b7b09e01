import type { IncomingMessage } from 'node:http'
import type { AskedRequest, DialectDescription, Identity, RequestContext } from '#core/access/dialect'
import { MISSING_ENDPOINT, pikoAnswer } from '#core/access/dialects/piko/answers'
import { pikoDialect, type PikoIdentity } from '#core/access/dialects/piko/piko'
import { strictRelay } from '#core/access/dialects/relay'
import { mayUseEndpoint, type EndpointRight } from '#core/access/endpoint-rights'
import { fieldValues } from '#core/access/field-values'
import { decideBy } from '#core/access/run-dialect'
import { strictAnswer } from '#core/access/strict-answers'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import { headersNamed } from '#core/http/guard'
import { createVerifiedCache } from '#core/token/verified-cache'
import type { RelayDialect } from '../config/relay-config.ts'
import { EMPTY_IS_ALL, ONE_RIGHT } from './later-steps.ts'
import type { PortKeys } from '../keys/relay-keys.ts'
import { shortName } from './refusals.ts'
import type { RelayWorld } from './relay-parts.ts'

/** Who decides at a port. */
export interface PortAccess {
  /** Absent: nobody is asked for a token here. */
  readonly description?: DialectDescription
  decide(asked: AskedRequest, context: RequestContext): Promise<PortDecision>
}

export type PortDecision =
  | {
      kind: 'goes-on'
      /** '' at a port without any. */
      endpoint: string
      /** When what it opens ends: milliseconds since 1970; Infinity: never. */
      until: number
      subject?: string
    }
  | { kind: 'answered'; answer: OwnAnswer; reason: string; check: string }

export interface PortRules {
  dialect: RelayDialect
  /** Absent: everybody may ask. */
  keys?: PortKeys
  audience?: string
  issuer?: string
  /** Which endpoint a request is for, and the right that it needs there. Absent: that is nobody's question here. */
  endpoints?: { of(asked: AskedRequest): string | undefined; right: EndpointRight }
  /** What is open may outlive its token. */
  outlives?: boolean
  /** Seconds by which clocks may differ; Piko allows none. */
  leewaySeconds?: number
}

const RELAY_REALM = 'relay'

export function createPortAccess(rules: PortRules, world: Pick<RelayWorld, 'clock' | 'log'>): PortAccess {
  const { dialect, keys, endpoints } = rules
  if (!keys) return { decide: async (asked) => openDecision(rules, asked) }
  const { clock, log } = world
  const about = {
    ...(rules.audience !== undefined && { audience: rules.audience }),
    ...(rules.issuer !== undefined && { issuer: rules.issuer }),
    now: () => clock.now(),
  }
  if (dialect === 'piko') {
    const decider = pikoDialect({ ...about, keys: keys.piko, ...(endpoints && { endpointOf: endpoints.of }) })
    return {
      description: decider,
      async decide(asked, context) {
        const decision = await decideBy(decider, asked, { context, log })
        if (decision.kind === 'believed' && endpoints) tellUnnoticed(decision, endpoints.right, context)
        return asDecision(decision, rules)
      },
    }
  }
  const decider = strictRelay({
    ...about,
    trust: keys.trust,
    realm: RELAY_REALM,
    leewaySeconds: rules.leewaySeconds ?? 0,
    cache: createVerifiedCache(),
    ...(endpoints && { endpoints }),
  })
  return {
    description: decider,
    decide: async (asked, context) =>
      asDecision(await decideBy(decider, withRelayToken(asked), { context, log }), rules),
  }
}

/** What Piko lets pass is what a learner should see. */
function tellUnnoticed(
  { endpoints, claims, endpoint }: PikoIdentity,
  right: EndpointRight,
  { recorder }: RequestContext,
): void {
  if (endpoints.length === 0) recorder.step(EMPTY_IS_ALL)
  else if (right === 'listen' && !mayUseEndpoint(claims, right, endpoint)) recorder.step(ONE_RIGHT)
}

/** A port without keys looks at no header but those that say for which endpoint a request is (PK-1). */
function openDecision({ dialect, endpoints }: PortRules, asked: AskedRequest): PortDecision {
  const endpoint = endpoints ? endpoints.of(asked) : ''
  if (endpoint !== undefined) return { kind: 'goes-on', endpoint, until: Infinity }
  const refusal = { reason: 'invalid-request', check: 'endpoint' } as const
  const answer =
    dialect === 'piko'
      ? { ...pikoAnswer({ words: MISSING_ENDPOINT }), isWhole: true as const }
      : strictAnswer(RELAY_REALM)(refusal)
  return { kind: 'answered', answer, ...refusal }
}

/** The token for the relay, where there is a header for it alone, whatever it says; else Authorization. */
function withRelayToken(asked: AskedRequest): AskedRequest {
  const own = fieldValues(asked, RELAY_TOKEN_HEADER)
  return own.length > 0 ? { ...asked, authorization: own } : asked
}

export const RELAY_TOKEN_HEADER = 'x-piko-authorization'

type RelayDecision = Awaited<ReturnType<typeof decideBy<unknown, Identity & { endpoint: string }>>>

function asDecision(decision: RelayDecision, { dialect, outlives = false }: PortRules): PortDecision {
  if (decision.kind === 'open') throw new Error('a dialect of a relay lets nobody go on without a token')
  if (decision.kind !== 'believed') {
    const { answer, reason, check } = decision
    return { kind: 'answered', answer: dialect === 'piko' ? { ...answer, isWhole: true } : answer, reason, check }
  }
  const { endpoint, claims } = decision
  const until = outlives || decision.until > LAST_MOMENT ? Infinity : decision.until
  return { kind: 'goes-on', endpoint, until, ...(typeof claims.sub === 'string' && { subject: shortName(claims.sub) }) }
}

/** No date is later (ECMA-262 §21.4.1.1). Milliseconds since 1970. */
const LAST_MOMENT = 8.64e15

/** What a decision is about. */
export const askedAtPort = (request: IncomingMessage, { trace }: RequestContext): AskedRequest => ({
  method: request.method ?? 'GET',
  target: request.url ?? '/',
  authorization: headersNamed(request, 'authorization'),
  fields: request.rawHeaders,
  id: trace.traceId,
})
