import { compileRule, isMatch, type CompiledRule, type Protocol } from './compile-rule.ts'
import type { DecidedBy, ExternalQuestion, MeshDecision, RuleName } from './decision.ts'
import type { RequestFacts } from './facts.ts'
import type { AuthorizationPolicy, MeshSettings, PolicyAction, Workload } from './model.ts'
import { policyReasons } from './reasons.ts'
import { RequestView } from './request-view.ts'
import { isForWorkload } from './scope.ts'

export interface MeshDecider {
  /** The policies that are for the workload. */
  policies: readonly AuthorizationPolicy[]
  /** Whether a CUSTOM policy matches: its authorizer is to be asked first, before the token is checked (M-2). */
  external(facts: RequestFacts): ExternalQuestion | undefined
  /** Decides (M-11). `external` is what the authorizer said, where one was to be asked: without its word it is a denial. */
  decide(facts: RequestFacts, asked?: { external?: 'allow' | 'deny'; reasons?: boolean }): MeshDecision
}

/** The rules for one protocol, each list in the order in which the mesh looks at them. */
interface Rules {
  all: readonly CompiledRule[]
  custom: readonly CompiledRule[]
  audit: readonly CompiledRule[]
  deny: readonly CompiledRule[]
  allow: readonly CompiledRule[]
  /** With those that run dry. */
  shadowDeny: readonly CompiledRule[]
  shadowAllow: readonly CompiledRule[]
}

/**
 * Compiles the policies that are for one workload. The result is pure: the same facts, the same decision.
 * @param policies of the whole mesh, as readMeshPolicies gives them
 */
export function compileMesh(
  policies: readonly AuthorizationPolicy[],
  workload: Workload,
  mesh: MeshSettings,
): MeshDecider {
  const own = policies.filter((policy) => isForWorkload(policy, workload, mesh))
  const rules = { http: compileRules(own, 'http', mesh), tcp: compileRules(own, 'tcp', mesh) }
  const allowing = own.filter(({ action }) => action === 'ALLOW')
  const hasAllow = allowing.some(({ isDryRun }) => !isDryRun)
  const hasShadow = own.some(({ isDryRun }) => isDryRun)
  const providers = new Set(own.map(({ provider }) => provider).filter((name) => name !== undefined))

  const question = (view: RequestView): (ExternalQuestion & { rule: CompiledRule }) | undefined => {
    const rule = firstMatch(rules[view.facts.protocol].custom, view)
    return rule && { provider: rule.provider ?? '', by: rule.name, isAmbiguous: providers.size > 1, rule }
  }

  const decide = (view: RequestView, external: 'allow' | 'deny' | undefined): MeshDecision => {
    const { audit, deny, allow, shadowDeny, shadowAllow } = rules[view.facts.protocol]
    const asked = question(view)
    if (asked && (asked.isAmbiguous || external !== 'allow')) return refusedOutside(asked)
    const { by, rule } = judgeRules(view, deny, allow, hasAllow)
    const isAllowed = isAllowing(by)
    const shadow = hasShadow ? judgeRules(view, shadowDeny, shadowAllow, allowing.length > 0).by : undefined
    return {
      decision: isAllowed ? 'allow' : 'deny',
      status: isAllowed ? 200 : 403,
      by,
      ...(isAllowed ? {} : { logDetail: logDetail(rule?.meshName ?? 'none') }),
      audited: namesOfMatches(audit, view),
      ...(shadow ? { shadow: { decision: isAllowing(shadow) ? 'allow' : 'deny', by: shadow } } : {}),
    }
  }

  return {
    policies: own,
    external(facts) {
      const asked = question(new RequestView(facts, mesh.pathNormalization))
      return asked && { provider: asked.provider, by: asked.by, isAmbiguous: asked.isAmbiguous }
    },
    decide(facts, { external, reasons } = {}) {
      const view = new RequestView(facts, mesh.pathNormalization)
      const decision = decide(view, external)
      return reasons ? { ...decision, reasons: policyReasons(own, rules[facts.protocol].all, view) } : decision
    },
  }
}

function compileRules(policies: readonly AuthorizationPolicy[], protocol: Protocol, mesh: MeshSettings): Rules {
  const all = policies.flatMap((policy) =>
    policy.rules.map((rule, at) => compileRule(policy, rule, at, protocol, mesh)),
  )
  const ordered = all.toSorted((one, other) => (one.meshName < other.meshName ? -1 : 1))
  const of = (action: PolicyAction) => ordered.filter(({ name }) => name.action === action)
  return {
    all,
    custom: of('CUSTOM'),
    audit: of('AUDIT'),
    deny: of('DENY').filter(isInForce),
    allow: of('ALLOW').filter(isInForce),
    shadowDeny: of('DENY'),
    shadowAllow: of('ALLOW'),
  }
}

const isInForce = ({ isDryRun }: CompiledRule) => !isDryRun

function judgeRules(
  view: RequestView,
  deny: readonly CompiledRule[],
  allow: readonly CompiledRule[],
  hasAllow: boolean,
): { by: DecidedBy; rule?: CompiledRule } {
  const denying = firstMatch(deny, view)
  if (denying) return { by: { kind: 'rule', ...denying.name }, rule: denying }
  if (!hasAllow) return { by: { kind: 'no-allow-policy' } }
  const allowing = firstMatch(allow, view)
  return { by: allowing ? { kind: 'rule', ...allowing.name } : { kind: 'no-allow-matched' } }
}

const isAllowing = (by: DecidedBy) => by.kind === 'no-allow-policy' || (by.kind === 'rule' && by.action === 'ALLOW')

function firstMatch(rules: readonly CompiledRule[], view: RequestView): CompiledRule | undefined {
  for (const rule of rules) if (isMatch(rule, view)) return rule
  return undefined
}

const namesOfMatches = (rules: readonly CompiledRule[], view: RequestView): RuleName[] =>
  rules.filter((rule) => isMatch(rule, view)).map(({ name }) => name)

const logDetail = (meshName: string) => `rbac_access_denied_matched_policy[${meshName}]`

/** Of two authorizers the mesh asks neither, and refuses. */
function refusedOutside({ provider, by, isAmbiguous, rule }: ExternalQuestion & { rule: CompiledRule }): MeshDecision {
  return {
    decision: 'deny',
    status: 403,
    by: { kind: 'external', provider, ...by },
    logDetail: isAmbiguous
      ? logDetail(`istio-ext-authz-${rule.meshName}-deny-due-to-bad-CUSTOM-action`)
      : 'ext_authz_denied',
    audited: [],
  }
}
