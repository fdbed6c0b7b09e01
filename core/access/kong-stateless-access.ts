import type { Clock } from '../clock.ts'
import { createVerifiedCache } from '../token/verified-cache.ts'
import type { BlackList } from './black-list.ts'
import type { AccessDecision, AskedRequest, DialectDescription, RequestContext } from './dialect.ts'
import {
  claimHeaders,
  consumerHeaders,
  KONG_IDENTITY_HEADERS,
  type ClaimHeader,
} from './dialects/kong/identity-headers.ts'
import { kongStateless, type StatelessIdentity, type StatelessTrust } from './dialects/kong/stateless.ts'
import type { GatewayDecision } from './gateway-decision.ts'
import type { RefusalLog } from './judge.ts'
import { createRateDecision } from './kong-rate-access.ts'
import type { KongRateLimiting } from './kong-rate-identifier.ts'
import { createReadCounter, type ReadCounter } from './read-counter.ts'
import { decideBy } from './run-dialect.ts'

/** How the service is told who asks (KS-4, KS-7). */
export interface StatelessOutput {
  /** Headers of their own for id, username and custom id; one header with all claims; or both. */
  readonly identity: 'headers' | 'one-header' | 'both'
  /** The name of that one. */
  readonly payloadHeader: string
  /** Further claims, with a header each. */
  readonly claimsToHeaders: readonly ClaimHeader[]
}

export interface KongStatelessAccessParts {
  trust: StatelessTrust
  output: StatelessOutput
  /** Which claim has the id of the consumer. Absent: `sub`. */
  consumerClaim?: string
  realm?: string
  blackList?: BlackList
  /** How often a consumer may ask. Absent: as often as it likes. */
  rateLimiting?: KongRateLimiting
  /** By which tokens are judged, and windows end. */
  clock: Clock
  log: RefusalLog
}

/** The decisions of a gateway that looks nothing up. */
export interface KongStatelessAccess {
  /** @param address of the client, where its requests are counted by it. No request makes it reject, and no outage of the black list */
  decide(request: AskedRequest, context: RequestContext, address?: string): Promise<GatewayDecision>
  /** Whether a token is believed, whatever the black list says: for whoever is to put it there. */
  judge(token: string, context: RequestContext): Promise<AccessDecision<StatelessIdentity>>
  readonly description: DialectDescription
  /** Headers that only the gateway says; of whoever asks they are taken away. */
  readonly identityHeaders: readonly string[]
  readonly reads: ReadCounter
}

export function createKongStateless(parts: KongStatelessAccessParts): KongStatelessAccess {
  const { trust, output, consumerClaim, realm, blackList, rateLimiting, clock, log } = parts
  const limit = createRateDecision(rateLimiting, clock)
  const reads = createReadCounter()
  const shared = {
    trust,
    now: () => clock.now(),
    ...(consumerClaim !== undefined && { consumerClaim }),
    ...(realm !== undefined && { realm }),
  }
  const dialect = kongStateless({
    ...shared,
    cache: createVerifiedCache(),
    ...(blackList && {
      isBlackListed: (claims, signed, context) => reads.read(context, () => blackList.has(claims, signed)),
    }),
  })
  const unlisted = kongStateless(shared)
  return {
    description: dialect,
    identityHeaders: [
      ...KONG_IDENTITY_HEADERS,
      output.payloadHeader,
      ...output.claimsToHeaders.map(({ header }) => header),
    ],
    reads,
    judge: (token, context) =>
      decideBy(unlisted, { method: 'GET', target: '/', authorization: [`Bearer ${token}`] }, { context, log }),
    async decide(request, context, address = '') {
      const decision = await decideBy(dialect, request, { context, log })
      if ('answer' in decision) return { kind: 'answered', reason: decision.reason, answer: decision.answer }
      if (decision.kind === 'open') throw new TypeError('a gateway without a store lets nobody in who has no token')
      const { consumer, until } = decision
      const { refused, answerHeaders } = limit({ request, consumer, address }, context)
      if (refused) return refused
      return { kind: 'goes-on', consumer, until, headers: statelessHeaders(decision, output), answerHeaders }
    },
  }
}

function statelessHeaders(
  { consumer, payload, claims }: StatelessIdentity,
  output: StatelessOutput,
): Record<string, string> {
  const { identity, payloadHeader, claimsToHeaders } = output
  return {
    ...(identity !== 'one-header' && { ...consumerHeaders(consumer), ...claimHeaders(claims, claimsToHeaders) }),
    ...(identity !== 'headers' && { [payloadHeader]: payload }),
  }
}
