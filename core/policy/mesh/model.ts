import type { JwtRule } from './jwt-rule.ts'
import type { Attribute } from './attributes.ts'

/** Where something stands in a file of policies; lines and columns are counted from 1. */
export interface PolicyPlace {
  file: string
  line: number
  column: number
}

/** Labels that a workload must have, all of them. */
export type Labels = Readonly<Record<string, string>>

/** A gateway or a service that a policy is attached to by its name, in place of labels. */
export interface TargetRef {
  group: string
  kind: string
  name: string
}

/** What all three kinds of policies have in common. */
export interface PolicyHead {
  name: string
  namespace: string
  place: PolicyPlace
  /** Absent: every workload of the namespace. */
  selector?: Labels
  targetRefs: readonly TargetRef[]
}

export const POLICY_ACTIONS = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'] as const
export type PolicyAction = (typeof POLICY_ACTIONS)[number]

/** Who may do what (M-11 to M-24). */
export interface AuthorizationPolicy extends PolicyHead {
  kind: 'AuthorizationPolicy'
  action: PolicyAction
  /** The external authorizer of a CUSTOM policy. */
  provider?: string
  /** It is evaluated and logged, and decides nothing. */
  isDryRun: boolean
  /** One of them must match; with none, the policy matches nothing. */
  rules: readonly PolicyRule[]
}

/** It matches when one entry of `from` does, one of `to`, and all of `when`; a list without entries always does. */
export interface PolicyRule {
  place: PolicyPlace
  from: readonly RuleEntry[]
  to: readonly RuleEntry[]
  when: readonly PolicyCondition[]
}

/** One `source` or one `operation`: all of its conditions must hold. */
export interface RuleEntry {
  /** From the rule on, such as `from[0].source`. */
  path: string
  place: PolicyPlace
  conditions: readonly PolicyCondition[]
}

/** One field with its values: one of the values must match, or none where it is negated. */
export interface PolicyCondition {
  attribute: Attribute
  /** A `not…` field, or `notValues`. */
  isNegated: boolean
  values: readonly string[]
  /** From the rule on, such as `from[0].source.notPrincipals` or `when[1].values`. */
  path: string
  place: PolicyPlace
  valuePlaces: readonly PolicyPlace[]
}

/** Which tokens a workload believes (M-1 to M-10). */
export interface RequestAuthentication extends PolicyHead {
  kind: 'RequestAuthentication'
  rules: readonly JwtRule[]
  /** Of each rule, in the same order. */
  rulePlaces: readonly PolicyPlace[]
}

export const MTLS_MODES = ['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'] as const
export type MtlsMode = (typeof MTLS_MODES)[number]

/** Whether a workload takes plaintext. */
export interface PeerAuthentication extends PolicyHead {
  kind: 'PeerAuthentication'
  mode: MtlsMode
  /** By the port of the workload. */
  ports: ReadonlyMap<number, MtlsMode>
}

export interface MeshPolicies {
  authorization: readonly AuthorizationPolicy[]
  requestAuthentication: readonly RequestAuthentication[]
  peerAuthentication: readonly PeerAuthentication[]
}

/** Who receives the requests. */
export interface Workload {
  namespace: string
  name: string
  labels: Labels
  serviceAccount?: string
}

export const PATH_NORMALIZATIONS = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'] as const
export type PathNormalization = (typeof PATH_NORMALIZATIONS)[number]

/** What holds for the whole mesh. */
export interface MeshSettings {
  /** Policies of this namespace apply to every workload. */
  rootNamespace: string
  trustDomain: string
  trustDomainAliases: readonly string[]
  pathNormalization: PathNormalization
  /** How many proxies in front of a gateway are believed when they name the client. */
  numTrustedProxies: number
}

/** What a mesh has when nobody says anything else. */
export const MESH_DEFAULTS: MeshSettings = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  trustDomainAliases: [],
  pathNormalization: 'BASE',
  numTrustedProxies: 0,
}

/** How a policy is called everywhere: in reasons, findings and logs. */
export const policyName = ({ namespace, name }: Pick<PolicyHead, 'namespace' | 'name'>) => `${namespace}/${name}`
