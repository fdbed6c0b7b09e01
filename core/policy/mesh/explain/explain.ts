import {
  MESH_DEFAULTS,
  policyName,
  type AuthorizationPolicy,
  type MeshPolicies,
  type MeshSettings,
  type PeerAuthentication,
  type PolicyAction,
  type PolicyHead,
  type PolicyPlace,
  type PolicyRule,
  type RequestAuthentication,
} from '../model.ts'
import { shownText } from '../../../shown-text.ts'
import { quoted } from '../read-parts.ts'
import { sayCondition } from './say-condition.ts'
import { sayJwtRule } from './say-jwt-rule.ts'

/** A policy in plain English. */
export interface PolicyExplanation extends PolicyPlace {
  /** Such as `AuthorizationPolicy default/webui`. */
  policy: string
  /** The first one says for whom and what; the others, one by one, when. */
  sentences: readonly string[]
}

type RootOf = Pick<MeshSettings, 'rootNamespace'>

/** Explains each policy, in the order of the files. */
export function explainPolicies(policies: MeshPolicies, mesh: RootOf = MESH_DEFAULTS): PolicyExplanation[] {
  return [
    ...policies.authorization.map((policy) => explanationOf(policy, sayAuthorization(policy, mesh))),
    ...policies.requestAuthentication.map((policy) => explanationOf(policy, sayRequestAuthentication(policy, mesh))),
    ...policies.peerAuthentication.map((policy) => explanationOf(policy, sayPeerAuthentication(policy, mesh))),
  ]
}

const explanationOf = (policy: PolicyHead & { kind: string }, sentences: string[]) => ({
  ...policy.place,
  policy: `${policy.kind} ${policyName(policy)}`,
  sentences: sentences.map(shownText),
})

/** For whom a policy is. */
function sayWorkloads({ namespace, selector, targetRefs }: PolicyHead, { rootNamespace }: RootOf): string {
  if (targetRefs.length > 0) return targetRefs.map(({ kind, name }) => `the ${kind} ${quoted(name)}`).join(' and ')
  const where = namespace === rootNamespace ? 'of the whole mesh' : `of the namespace ${quoted(namespace)}`
  const labels = Object.entries(selector ?? {}).map(([label, value]) => quoted(`${label}: ${value}`))
  return labels.length > 0 ? `the workloads ${where} that have ${labels.join(' and ')}` : `all workloads ${where}`
}

const ACTION_VERBS: Record<PolicyAction, string> = {
  ALLOW: 'It allows a request to',
  DENY: 'It denies a request to',
  AUDIT: 'It marks for the log a request to',
  CUSTOM: 'It has an external authorizer asked about a request to',
}

function sayAuthorization(policy: AuthorizationPolicy, mesh: RootOf): string[] {
  const { action, rules, isDryRun, provider } = policy
  const whom = sayWorkloads(policy, mesh)
  const provided =
    provider === undefined
      ? ''
      : ` The authorizer is ${quoted(provider)}; where the mesh does not know it, what matches is refused with 403.`
  const dry = isDryRun ? ' It runs dry: this is evaluated and logged, and decides nothing.' : ''
  if (rules.length === 0) {
    const effect =
      action === 'ALLOW'
        ? `It allows nothing: ${whom} refuse whatever no other policy allows.`
        : `It never matches a request to ${whom}.`
    return [`${effect}${provided}${dry}`]
  }
  const count = rules.length === 1 ? 'its rule matches' : `one of its ${rules.length} rules matches`
  return [
    `${ACTION_VERBS[action]} ${whom} when ${count}.${provided}${dry}`,
    ...rules.map((rule, at) => `Rule ${at}: ${sayPolicyRule(rule)}.`),
  ]
}

const sayEntries = (entries: PolicyRule['from']) => {
  const clauses = entries.map(({ conditions }) => conditions.map(sayCondition).join(', and '))
  return clauses.length > 1 ? `either ${clauses.join('; or ')}` : clauses.join('')
}

function sayPolicyRule({ from, to, when }: PolicyRule): string {
  const clauses = [sayEntries(from), sayEntries(to), ...when.map(sayCondition)].filter((clause) => clause !== '')
  return clauses.length === 0 ? 'every request matches' : clauses.join('; and ')
}

function sayRequestAuthentication(policy: RequestAuthentication, mesh: RootOf): string[] {
  const whom = sayWorkloads(policy, mesh)
  if (policy.rules.length === 0) return [`It verifies no tokens for ${whom}: it has no rules.`]
  return [
    `It verifies tokens for ${whom}: a bad one is refused, and a request without one gets in, unless an AuthorizationPolicy requires one.`,
    ...policy.rules.map((rule, at) => `Rule ${at}: ${sayJwtRule(rule)}.`),
  ]
}

const MODE_WORDS = {
  UNSET: 'leaves it to the policies around it which connections are taken',
  DISABLE: 'takes plaintext alone, so that no caller has an identity',
  PERMISSIVE: 'takes mTLS and plaintext; over plaintext a caller has no identity',
  STRICT: 'takes mTLS alone',
}

function sayPeerAuthentication(policy: PeerAuthentication, mesh: RootOf): string[] {
  return [
    `For ${sayWorkloads(policy, mesh)} it ${MODE_WORDS[policy.mode]}.`,
    ...[...policy.ports].map(([port, mode]) => `On port ${port} it ${MODE_WORDS[mode]}.`),
  ]
}
