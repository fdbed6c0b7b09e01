import { expect, test } from 'vitest'
import { compileMesh } from '#core/policy/mesh/decider'
import type { MeshPolicies } from '#core/policy/mesh/model'
import { factsOf, meshCases, meshPolicies } from './support/mesh-vectors.ts'

// Every row of authz-cases.json is decided as the mesh decides it, those of plain TCP too. The tokens count as verified.

const files = new Map<string, MeshPolicies>()
for (const { policyFile } of meshCases.cases)
  if (!files.has(policyFile)) files.set(policyFile, meshPolicies(policyFile))

const NONE: MeshPolicies = { authorization: [], requestAuthentication: [], peerAuthentication: [] }

test('all rows are there', () => {
  expect(meshCases.cases).toHaveLength(meshCases.count)
  expect(meshCases.count).toBe(341)
  expect(meshCases.cases.filter(({ needs }) => needs.includes('tcp'))).toHaveLength(16)
})

test.each(meshCases.cases)('$id: $expect', (row) => {
  const policies = files.get(row.policyFile) ?? NONE
  const decider = compileMesh(policies.authorization, row.workload, meshCases.mesh)
  const decision = decider.decide(factsOf(row, policies), { reasons: true })
  expect(decision.decision, JSON.stringify(decision.reasons, undefined, 2)).toBe(row.expect)
  const { by, reasons = [] } = decision
  // What decided stands among the reasons, and each rule that did not match says which condition failed.
  if (by.kind === 'rule')
    expect(reasons).toContainEqual(expect.objectContaining({ policy: by.policy, rule: by.rule, matched: true }))
  for (const reason of reasons) {
    expect(reason.matched || reason.rule === undefined || reason.failed !== undefined, reason.sentence).toBe(true)
    expect(reason.sentence).toMatch(/^(?:ALLOW|DENY|AUDIT|CUSTOM) .*\.$/)
  }
})
