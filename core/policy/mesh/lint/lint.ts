import { MESH_DEFAULTS, type MeshPolicies, type MeshSettings } from '../model.ts'
import { findAuthorizers, findRivals } from './authorizers.ts'
import type { LintFinding } from './finding.ts'
import { findNeverMatching } from './never-matches.ts'
import { findOddValues } from './odd-values.ts'
import { findOddScopes } from './scopes.ts'
import { findTokenGaps } from './tokens.ts'
import { findTooWide } from './too-wide.ts'
import { findWalkedAround } from './walked-around.ts'

/**
 * Looks for what is allowed and probably not meant, in policies that were read without a fault: each finding with its
 * place, what is the case and what to do, in the order of the files.
 */
export function lintPolicies(policies: MeshPolicies, mesh: MeshSettings = MESH_DEFAULTS): LintFinding[] {
  const findings = [
    ...policies.authorization.flatMap((policy) => [
      ...findNeverMatching(policy),
      ...findTooWide(policy),
      ...findWalkedAround(policy, mesh),
      ...findOddValues(policy),
      ...findAuthorizers(policy),
    ]),
    ...findRivals(policies.authorization),
    ...findTokenGaps(policies, mesh),
    ...findOddScopes(policies, mesh),
  ]
  const files = [...new Set(findings.map(({ file }) => file))]
  return findings.sort(
    (one, other) =>
      files.indexOf(one.file) - files.indexOf(other.file) || one.line - other.line || one.column - other.column,
  )
}
