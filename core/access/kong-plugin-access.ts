import type { Clock } from '../clock.ts'
import { aclRefusal, type KongAcl } from './dialects/kong/acl.ts'
import { kongError, UNEXPECTED } from './dialects/kong/answers.ts'
import type { KongConsumer, Sooner } from './dialects/kong/consumer.ts'
import { consumerHeaders, inKongHeader, KONG_IDENTITY_HEADERS } from './dialects/kong/identity-headers.ts'
import { kongPlugin, type KongIdentity, type KongJwtConfig, type KongPluginParts } from './dialects/kong/plugin.ts'
import type { AskedRequest, DialectDescription, RequestContext } from './dialect.ts'
import type { GatewayDecision } from './gateway-decision.ts'
import type { RefusalLog } from './judge.ts'
import { createRateDecision } from './kong-rate-access.ts'
import type { KongRateLimiting } from './kong-rate-identifier.ts'
import { createReadCounter, type ReadCounter } from './read-counter.ts'
import { decideBy } from './run-dialect.ts'

/** One entry of `plugins` that looks at tokens. */
export interface KongJwtPlugin extends KongJwtConfig {
  /** Id or name of the consumer that everybody is who cannot be believed. */
  readonly anonymous?: string
  readonly runOnPreflight: boolean
}

export interface KongPluginAccessParts extends Pick<KongPluginParts, 'findCredential' | 'findConsumer'> {
  jwt: readonly KongJwtPlugin[]
  acl?: KongAcl
  rateLimiting?: KongRateLimiting
  findConsumerByName(idOrName: string, context: RequestContext): Sooner<KongConsumer | undefined>
  /** By which tokens are judged, and windows end. */
  clock: Clock
  log: RefusalLog
}

/** The decisions of a gateway with plugins. */
export interface KongPluginAccess {
  /** @param address of the client, where its requests are counted by it. No request makes it reject */
  decide(request: AskedRequest, context: RequestContext, address: string): Promise<GatewayDecision>
  readonly description: DialectDescription
  /** Headers that only the gateway says; of whoever asks they are taken away. */
  readonly identityHeaders: readonly string[]
  readonly reads: ReadCounter
}

/** Whom the plugins so far have found. */
interface Authenticated {
  consumer?: KongConsumer
  identity?: KongIdentity
}

type RefusedByPlugin = Pick<GatewayDecision & { kind: 'answered' }, 'reason' | 'answer'>

/**
 * The plugins of Kong in their order: who asks (jwt), whether they may (acl), and how often (rate-limiting). Several jwt plugins must all
 * believe, unless they have `anonymous`: then the first that believes is enough (KJ-7).
 */
export function createKongPlugins(parts: KongPluginAccessParts): KongPluginAccess {
  const { clock, log, acl, rateLimiting } = parts
  const reads = createReadCounter()
  const lookups = {
    findCredential: (key: string, context: RequestContext) =>
      reads.read(context, () => parts.findCredential(key, context)),
    findConsumer: (id: string, context: RequestContext) => reads.read(context, () => parts.findConsumer(id, context)),
  }
  const plugins = parts.jwt.map((config) => ({
    config,
    dialect: kongPlugin({ config, now: () => clock.now(), ...lookups }),
  }))
  const limit = createRateDecision(rateLimiting, clock)
  const description = plugins[0]?.dialect ?? kongPlugin({ config: NO_PLACES, now: () => clock.now(), ...lookups })

  /** @returns an answer where one of them says no */
  async function authenticate(
    request: AskedRequest,
    context: RequestContext,
    found: Authenticated,
  ): Promise<RefusedByPlugin | undefined> {
    const { recorder } = context
    for (const { config, dialect } of plugins) {
      if (!config.runOnPreflight && request.method === 'OPTIONS') {
        recorder.step({ verb: 'goes-by', what: 'run_on_preflight: OPTIONS needs no token' })
        continue
      }
      if (config.anonymous !== undefined && found.identity) {
        recorder.step({ verb: 'goes-by', what: 'anonymous: one plugin has believed, and that is enough' })
        continue
      }
      const decision = await decideBy(dialect, request, { context, log })
      if (decision.kind === 'believed') {
        tellUnnoticedEnd(decision, config, clock, context)
        Object.assign(found, { consumer: decision.consumer, identity: decision })
        continue
      }
      if (!('answer' in decision)) continue
      // A fault of the gateway is none of the token: the original does not come to its anonymous consumer then.
      if (config.anonymous === undefined || decision.answer.status >= 500) return decision
      const nobody = await anonymousOf(config.anonymous)
      if ('answer' in nobody) return nobody
      const says = `anonymous: whoever cannot be believed is ${nobody.consumer.username ?? nobody.consumer.id}`
      // To bring none is what it is for; to bring a bad one comes through by it, too, and that surprises people.
      if (decision.reason === 'no-credentials') recorder.step({ verb: 'goes-by', what: says })
      else recorder.step({ verb: 'fails', what: 'to keep out a token that it refused', reason: says })
      found.consumer = nobody.consumer
    }
    return undefined

    async function anonymousOf(name: string): Promise<RefusedByPlugin | { consumer: KongConsumer }> {
      try {
        const consumer = await reads.read(context, () => parts.findConsumerByName(name, context))
        if (consumer) return { consumer }
      } catch (cause) {
        log.warn({ error: cause instanceof Error ? cause.message : undefined }, 'access-undecided')
        return { reason: 'cannot-decide', answer: kongError(500, UNEXPECTED, request) }
      }
      const says = `anonymous consumer ${name} is configured but doesn't exist`
      log.warn({ reason: says }, 'no-anonymous-consumer')
      return { reason: 'cannot-decide', answer: kongError(500, says, request) }
    }
  }

  return {
    description,
    identityHeaders: KONG_IDENTITY_HEADERS,
    reads,
    async decide(request, context, address) {
      const found: Authenticated = {}
      const refused = await authenticate(request, context, found)
      if (refused) return { kind: 'answered', reason: refused.reason, answer: refused.answer }
      const { consumer, identity } = found
      const denied = acl && aclRefusal(acl, consumer, request)
      if (denied) {
        context.recorder.step({ verb: 'refuses', what: 'the request', reason: 'its ACL does not let this consumer in' })
        return { kind: 'answered', reason: 'acl', answer: denied }
      }
      const { refused: tooMany, answerHeaders } = limit({ request, consumer, identity, address }, context)
      if (tooMany) return tooMany
      const headers = { ...identityHeadersOf(found), ...groupHeader(acl, consumer) }
      return { kind: 'goes-on', ...(consumer && { consumer }), headers, answerHeaders, until: Infinity }
    },
  }
}

/** For the description of a gateway without a jwt plugin: it looks nowhere. */
const NO_PLACES: KongJwtConfig = {
  uriParamNames: [],
  cookieNames: [],
  headerNames: [],
  keyClaimName: 'iss',
  secretIsBase64: false,
  claimsToVerify: [],
  maximumExpiration: 0,
}

/** KJ-6. */
function identityHeadersOf({ consumer, identity }: Authenticated): Record<string, string> {
  if (!consumer) return {}
  const own = consumerHeaders(consumer)
  if (!identity) return { ...own, 'X-Anonymous-Consumer': 'true' }
  return { ...own, 'X-Credential-Identifier': inKongHeader(identity.credential.key) }
}

function groupHeader(acl: KongAcl | undefined, consumer: KongConsumer | undefined): Record<string, string> {
  const { groups = [] } = consumer ?? {}
  return acl && !acl.hideGroupsHeader && groups.length > 0
    ? { 'X-Consumer-Groups': inKongHeader(groups.join(', ')) }
    : {}
}

/** That an expired token was believed is what a learner should see first. */
function tellUnnoticedEnd(
  { claims }: KongIdentity,
  { claimsToVerify }: KongJwtConfig,
  clock: Clock,
  { recorder }: RequestContext,
): void {
  const { exp } = claims
  if (claimsToVerify.includes('exp') || typeof exp !== 'number' || exp > clock.now() / 1000) return
  recorder.step({ verb: 'fails', what: 'to notice that the token has expired', reason: 'claims_to_verify does not name exp, and by default it names nothing' }) // prettier-ignore
}
