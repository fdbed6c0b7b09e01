import { describe, expect, test } from 'vitest'
import { compileMesh } from '#core/policy/mesh/decider'
import type { RequestFacts } from '#core/policy/mesh/facts'
import type { PolicyCondition, PolicyRule } from '#core/policy/mesh/model'
import { fieldsOfRule, nodeOfValues, randomCut } from './mesh-trees/cuts.ts'
import { ourRule, pairWorkload, treePairs, type TreePair, type TreePolicy } from './mesh-trees/pairs.ts'
import { Random } from './mesh-trees/random.ts'
import { randomRequest } from './mesh-trees/random-request.ts'
import { compileNode, type NodeTest } from './mesh-trees/tree.ts'
import { fuzzRuns } from './support/soak-size.ts'

// The differential test: our reading of the policies against the filter trees that the mesh makes of them, on the three
// levels of tests/vectors/istio/README.md. A few hundred milliseconds each; the soak plays fifty times as many.

const REQUESTS_OF_A_PAIR = fuzzRuns(10_000)
const REQUESTS_OF_A_VALUE = fuzzRuns(100)
const CUTS_OF_A_RULE = fuzzRuns(30)
const REQUESTS_OF_A_CUT = 50

const allConditions = ({ from, to, when }: PolicyRule): PolicyCondition[] =>
  [...from, ...to].flatMap(({ conditions }) => [...conditions]).concat(when)

function compileTree({ permissions, principals }: TreePolicy): NodeTest {
  const sides = [permissions, principals].map((nodes) => nodes.map(compileNode))
  return (facts) => sides.every((tests) => tests.some((fits) => fits(facts)))
}

/** The filters one after another: the request must pass each. */
function compileFilters({ filters }: TreePair): NodeTest {
  const passes = filters.map(({ rules }) => {
    if (!rules) return () => true
    const tests = Object.values(rules.policies).map(compileTree)
    return (facts: RequestFacts) => tests.some((fits) => fits(facts)) === ((rules.action ?? 'ALLOW') === 'ALLOW')
  })
  return (facts) => passes.every((passesOne) => passesOne(facts))
}

const disagreement = (what: string, facts: RequestFacts, ours: unknown) =>
  `${what}: ours ${ours} for ${JSON.stringify(facts)}`

test('the pairs are all there', () => {
  expect(treePairs).toHaveLength(11)
  expect(treePairs.flatMap(({ rules }) => rules)).toHaveLength(24)
  expect(treePairs.length * REQUESTS_OF_A_PAIR).toBeGreaterThan(100_000)
})

describe.each(treePairs)('level 1, whole policies and the decision: $id', (pair) => {
  test('both agree, and whatever can match does', () => {
    const random = new Random(pair.id.length * 7919)
    const decider = compileMesh(pair.policies, pairWorkload, pair.mesh)
    const passes = compileFilters(pair)
    const rules = pair.rules.map(({ policy, rule, index, tree, row }) => ({
      row,
      conditions: rule ? allConditions(rule) : [],
      ours: rule ? ourRule(policy, rule, index, pair.mesh) : () => false,
      theirs: compileTree(tree),
      matches: 0,
    }))
    for (let at = 0; at < REQUESTS_OF_A_PAIR; at++) {
      const facts = randomRequest(random, random.pick(rules).conditions)
      for (const one of rules) {
        const isMatching = one.ours(facts)
        if (isMatching) one.matches++
        if (isMatching !== one.theirs(facts)) expect.fail(disagreement(one.row.name, facts, isMatching))
      }
      const isAllowed = decider.decide(facts).decision === 'allow'
      if (isAllowed !== passes(facts)) expect.fail(disagreement('decision', facts, isAllowed))
    }
    for (const { row, matches } of rules) {
      if (row.canMatch) expect(matches, row.name).toBeGreaterThan(REQUESTS_OF_A_PAIR / 100)
      else expect(matches, row.name).toBe(0)
    }
  })
})

const fields = treePairs.flatMap((pair) =>
  pair.rules.flatMap(({ row, policy, rule, index, tree }) =>
    rule && row.nodes
      ? fieldsOfRule(rule, row.nodes, tree).map((field) => ({ pair, policy, rule, index, name: row.name, ...field }))
      : [],
  ),
)

test('level 2, each value alone: both agree, and each value matches and does not match', () => {
  const random = new Random(2)
  let values = 0
  for (const { pair, policy, rule, index, side, condition, node, name } of fields) {
    for (const at of condition.values.keys()) {
      const part = nodeOfValues(node, condition.values.length, [at])
      const isWhole = part === undefined
      const own = { ...condition, values: isWhole ? condition.values : condition.values.slice(at, at + 1) }
      const ours = ourRule(policy, { ...rule, from: [], to: [], when: [own] }, index, pair.mesh)
      const theirs = compileNode(part ?? node)
      const seen = new Set<boolean>()
      for (let run = 0; run < REQUESTS_OF_A_VALUE; run++) {
        const facts = randomRequest(random, [{ ...own, isNegated: run % 3 === 0 }])
        const isMatching = ours(facts)
        seen.add(isMatching)
        if (isMatching !== theirs(facts))
          expect.fail(disagreement(`${name} ${side} ${condition.path} ${own.values}`, facts, isMatching))
      }
      // One that takes any host or method is met by every request that has one.
      if (own.values[0] !== '*') expect(seen.size, `${name} ${condition.path} ${own.values}`).toBe(2)
      values++
    }
  }
  expect(values).toBe(212)
})

test('level 3, random cuts: both agree, and a good part of them match', () => {
  const random = new Random(3)
  let matches = 0
  let runs = 0
  for (const pair of treePairs) {
    for (const { row, policy, rule, index, tree } of pair.rules) {
      if (!rule || !row.nodes) continue
      for (let at = 0; at < CUTS_OF_A_RULE; at++) {
        const cut = randomCut(random, rule, row.nodes, tree)
        const ours = ourRule(policy, cut.rule, index, pair.mesh)
        const theirs = compileTree(cut.tree)
        for (let run = 0; run < REQUESTS_OF_A_CUT; run++) {
          const facts = randomRequest(random, allConditions(cut.rule))
          const isMatching = ours(facts)
          if (isMatching !== theirs(facts))
            expect.fail(disagreement(`${row.name} ${JSON.stringify(cut.rule)}`, facts, isMatching))
          runs++
          if (isMatching) matches++
        }
      }
    }
  }
  expect(matches).toBeGreaterThan(runs / 20)
})
