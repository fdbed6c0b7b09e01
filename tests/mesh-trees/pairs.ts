import { readFileSync } from 'node:fs'
import { readYaml } from '#core/config/yaml-text'
import { compileRule, isMatch } from '#core/policy/mesh/compile-rule'
import type { RequestFacts } from '#core/policy/mesh/facts'
import {
  MESH_DEFAULTS,
  type AuthorizationPolicy,
  type MeshSettings,
  type PolicyRule,
  type Workload,
} from '#core/policy/mesh/model'
import { RequestView } from '#core/policy/mesh/request-view'
import { meshPolicies } from '../support/mesh-vectors.ts'
import { readVectors } from '../support/vectors.ts'
import type { TreeNode } from './tree.ts'

/** How a pair of rbac/pairs.json is written. */
interface PairRow {
  id: string
  in: string
  out: string[]
  trustDomain: string | null
  trustDomainAliases: string[]
  policies: PairPolicy[]
}

export interface PairPolicy {
  name: string
  action: string
  section: 'rules' | 'shadowRules'
  canMatch: boolean
  nodes: { permissions: string[][]; principals: string[][] } | null
}

/** One policy of a filter tree: one of each list must be true. */
export interface TreePolicy {
  permissions: TreeNode[]
  principals: TreeNode[]
}

interface Filter {
  rules?: { action?: string; policies: Record<string, TreePolicy> }
  shadowRules?: { action?: string; policies: Record<string, TreePolicy> }
}

/** What a user wrote, and what the mesh made of it. */
export interface TreePair {
  id: string
  mesh: MeshSettings
  policies: readonly AuthorizationPolicy[]
  filters: Filter[]
  /** Each rule, with the policy of the tree that was made of it. */
  rules: {
    row: PairPolicy
    policy: AuthorizationPolicy
    rule: PolicyRule | undefined
    index: number
    tree: TreePolicy
  }[]
}

const file = readVectors<{ workload: Omit<Workload, 'name'>; count: number; pairs: PairRow[] }>('istio/rbac/pairs.json')

export const pairWorkload: Workload = { ...file.workload, name: 'httpbin' }

function readFilter(name: string): Filter {
  const text = readFileSync(new URL(`../vectors/istio/rbac/${name}`, import.meta.url), 'utf8')
  return (readYaml(text).value as { typedConfig: Filter }).typedConfig
}

export const treePairs: TreePair[] = file.pairs.map((row) => {
  const policies = meshPolicies(`istio/rbac/${row.in}`.replace('istio/', '')).authorization
  const filters = row.out.map(readFilter)
  const mesh: MeshSettings = {
    ...MESH_DEFAULTS,
    rootNamespace: '',
    pathNormalization: 'NONE',
    trustDomain: row.trustDomain ?? MESH_DEFAULTS.trustDomain,
    trustDomainAliases: row.trustDomainAliases,
  }
  const rules = row.policies.map((one) => {
    const [, name = '', index = ''] = /policy\[(.*)\]-rule\[(\d+)\]$/.exec(one.name) ?? []
    const policy = policies.find((known) => known.name === name)
    const tree = filters.map((filter) => filter[one.section]?.policies[one.name]).find((found) => found !== undefined)
    if (!policy || !tree) throw new Error(`${row.id}: ${one.name} is missing`)
    return { row: one, policy, rule: policy.rules[Number(index)], index: Number(index), tree }
  })
  return { id: row.id, mesh, policies, filters, rules }
})

/** Our reading of a rule, as a test of facts. */
export function ourRule(policy: AuthorizationPolicy, rule: PolicyRule, index: number, mesh: MeshSettings) {
  const compiled = compileRule(policy, rule, index, 'http', mesh)
  return (facts: RequestFacts) => isMatch(compiled, new RequestView(facts, mesh.pathNormalization))
}
