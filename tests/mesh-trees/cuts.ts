import type { PolicyCondition, PolicyRule, RuleEntry } from '#core/policy/mesh/model'
import type { PairPolicy, TreePolicy } from './pairs.ts'
import type { Random } from './random.ts'
import type { TreeNode } from './tree.ts'

/** A part of a rule, and the same part of its tree. */
export interface Cut {
  rule: PolicyRule
  tree: TreePolicy
}

type NodeList = { andRules?: { rules: TreeNode[] }; andIds?: { ids: TreeNode[] } }

const conditionsIn = ({ from, to, when }: PolicyRule) =>
  [...from, ...to].flatMap(({ conditions }) => conditions).concat(when)

/** Each condition of a rule with the node that was made of it, by the table of the pair. */
export function fieldsOfRule(rule: PolicyRule, nodes: NonNullable<PairPolicy['nodes']>, tree: TreePolicy) {
  const conditions = conditionsIn(rule)
  const fieldsIn = (side: 'permissions' | 'principals') =>
    nodes[side].flatMap((fields, entry) =>
      fields.map((path, at) => {
        const list = tree[side][entry] as NodeList | undefined
        const node = (list?.andRules?.rules ?? list?.andIds?.ids)?.[at]
        const condition = conditions.find((one) => one.path === path)
        if (!node || !condition) throw new Error(`${path} is not there`)
        return { side, entry, condition, node }
      }),
    )
  return [...fieldsIn('permissions'), ...fieldsIn('principals')]
}

/** The node of some values of a field: the children of its or-node stand in the order of the values. */
export function nodeOfValues(node: TreeNode, count: number, kept: readonly number[]): TreeNode | undefined {
  if (kept.length === count) return node
  for (const name of ['notRule', 'notId']) {
    const inner = node[name] as TreeNode | undefined
    if (inner) {
      const part = nodeOfValues(inner, count, kept)
      return part && { [name]: part }
    }
  }
  for (const [name, list] of [
    ['orRules', 'rules'],
    ['orIds', 'ids'],
  ] as const) {
    const nodes = (node[name] as Record<string, TreeNode[]> | undefined)?.[list]
    if (nodes) return nodes.length === count ? { [name]: { [list]: kept.map((at) => nodes[at]) } } : undefined
  }
  const metadata = node.metadata as { value: unknown } | undefined
  return metadata && { metadata: { ...metadata, value: valuesOf(metadata.value, count, kept) } }
}

/** Of metadata the values stand in lists of matchers, those of claims in two. */
function valuesOf(value: unknown, count: number, kept: readonly number[]): unknown {
  if (Array.isArray(value)) {
    const isOfValues = value.length === count && value.every((one) => 'stringMatch' in one)
    return isOfValues ? kept.map((at) => value[at]) : value.map((one) => valuesOf(one, count, kept))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, valuesOf(inner, count, kept)]))
}

const keepValues = (condition: PolicyCondition, kept: readonly number[]): PolicyCondition => ({
  ...condition,
  values: kept.map((at) => condition.values[at] ?? ''),
})

const listOf = (side: 'permissions' | 'principals', nodes: TreeNode[]): TreeNode => {
  const list = nodes.length > 0 ? nodes : [{ any: true }]
  return side === 'permissions' ? { andRules: { rules: list } } : { andIds: { ids: list } }
}

/** A random part: some entries, of these some fields, of these some values; on both sides alike. */
export function randomCut(
  random: Random,
  rule: PolicyRule,
  nodes: NonNullable<PairPolicy['nodes']>,
  tree: TreePolicy,
): Cut {
  const fields = fieldsOfRule(rule, nodes, tree)
  const ofWhen = new Map(rule.when.map((condition) => [condition, random.percent(40)]))
  const cut = new Map<PolicyCondition, { condition: PolicyCondition; node: TreeNode }>()
  for (const { condition, node } of fields) {
    const indexes = condition.values.map((_, at) => at)
    const kept = random.percent(40) ? indexes : random.some(indexes)
    const part = nodeOfValues(node, indexes.length, kept)
    cut.set(condition, part ? { condition: keepValues(condition, kept), node: part } : { condition, node })
  }
  const entriesOf = (entries: readonly RuleEntry[], side: 'permissions' | 'principals') => {
    const count = nodes[side].length
    const chosen = random.some(Array.from({ length: count }, (_, at) => at))
    const parts = chosen.map((entry) => {
      const own = fields.filter((field) => field.side === side && field.entry === entry)
      const kept = own.filter(({ condition }) => ofWhen.get(condition) ?? random.percent(50))
      return { entry, kept: kept.map(({ condition }) => ({ original: condition, ...cut.get(condition) })) }
    })
    return {
      // An entry without conditions is one that is always true.
      entries:
        entries.length === 0
          ? []
          : parts.map(({ entry, kept }) => ({
              ...(entries[entry] ?? { path: '', place: rule.place }),
              conditions: kept
                .filter(({ original }) => !ofWhen.has(original))
                .flatMap(({ condition }) => condition ?? []),
            })),
      nodes: parts.map(({ kept }) =>
        listOf(
          side,
          kept.flatMap(({ node }) => (node ? [node] : [])),
        ),
      ),
    }
  }
  const from = entriesOf(rule.from, 'principals')
  const to = entriesOf(rule.to, 'permissions')
  return {
    rule: {
      ...rule,
      from: from.entries,
      to: to.entries,
      when: rule.when
        .filter((condition) => ofWhen.get(condition))
        .map((condition) => cut.get(condition)?.condition ?? condition),
    },
    tree: { permissions: to.nodes, principals: from.nodes },
  }
}
