import type { Clock } from '../clock.ts'
import type { JwtRule } from '../policy/mesh/jwt-rule.ts'
import { createVerifiedCache } from '../token/verified-cache.ts'
import { decideByAny } from './decide-by-any.ts'
import type { AccessDecision, AskedRequest, RequestContext } from './dialect.ts'
import { meshLogDetail } from './dialects/mesh/answers.ts'
import { outputHeaders, refuseOutputHeaders, type MeshOutput } from './dialects/mesh/outputs.ts'
import { withoutParameters } from './dialects/mesh/query.ts'
import { meshRule, type MeshIdentity } from './dialects/mesh/rule-dialect.ts'
import { fieldValues } from './field-values.ts'
import type { RefusalLog } from './judge.ts'
import type { KeysOfRule } from './mesh-keys.ts'
import { tellLaxDates } from './tell-lax-dates.ts'

export interface MeshAccessParts {
  clock: Clock
  log: RefusalLog
  /** What there is for a rule at this moment. */
  keys: KeysOfRule
}

/** What becomes of a request that goes on, whoever sent it. */
export interface MeshChanges {
  /** As the forwarder takes them. */
  readonly headers: { readonly set: MeshOutput['set']; readonly remove: readonly string[] }
  /** Path and query as they go on. */
  readonly target: string
}

/** The token check of one workload says: no, or go on and who it is. */
export type MeshTokenDecision =
  /** With `believed`, the claims are those that policies go by, with `rule.spaceDelimitedClaims`. */
  | (Extract<AccessDecision<MeshIdentity>, { kind: 'believed' | 'open' }> & { readonly changes: MeshChanges })
  /** `logDetail` is what the mesh writes into its access log. */
  | (Extract<AccessDecision, { kind: 'refused' | 'undecided' }> & { readonly logDetail: string })

/** The token check of one workload. */
export interface MeshAccess {
  /**
   * Decides whose token a request has. That there is none is no refusal: whether one is needed is for the policies to say.
   * It goes by all fields of the request (`fields`). No request makes it reject.
   */
  decide(request: AskedRequest, context: RequestContext): Promise<MeshTokenDecision>
  /** Other rules from now on, all at once; a request that is looked at already keeps those that it began with. @throws TypeError */
  replace(rules: readonly JwtRule[]): void
}

/**
 * @param rules those of the workload, in their order (tokenRulesFor)
 * @throws TypeError for a rule that would write a header which frames a message
 */
export function createMeshAccess(rules: readonly JwtRule[], { clock, log, keys }: MeshAccessParts): MeshAccess {
  const cache = createVerifiedCache()
  let current = read(rules)

  function read(some: readonly JwtRule[]) {
    const remove = outputHeaders(some)
    refuseOutputHeaders(remove)
    return { remove, dialects: some.map((rule) => meshRule({ rule, keys, cache, now: () => clock.now() })) }
  }

  return {
    async decide(request, context) {
      const { remove, dialects } = current
      const unchanged = { headers: { set: {}, remove }, target: request.target }
      if (dialects.length === 0) return { kind: 'open', changes: unchanged }
      if (isPreflight(request)) {
        context.recorder.step({ verb: 'goes-by', what: 'its rule for CORS preflights, which need no token' })
        return { kind: 'open', changes: unchanged }
      }
      const decision = await decideByAny(dialects, request, { context, log })
      if ('answer' in decision) return { ...decision, logDetail: meshLogDetail(decision.answer) }
      if (decision.kind === 'open') return { ...decision, changes: unchanged }
      tellLaxDates(decision.claims, clock.now() / 1000, context.recorder)
      const { set, removeHeaders, removeParameters } = decision.output
      const target = withoutParameters(request.target, new Set(removeParameters))
      return { ...decision, changes: { headers: { set, remove: [...remove, ...removeHeaders] }, target } }
    },
    replace: (others) => void (current = read(others)),
  }
}

/** What a browser asks before it sends a request to another origin (WHATWG Fetch §3.2.2): it has no credentials. */
function isPreflight(request: AskedRequest): boolean {
  const says = (name: string) => fieldValues(request, name).some((value) => value !== '')
  return request.method === 'OPTIONS' && says('origin') && says('access-control-request-method')
}
