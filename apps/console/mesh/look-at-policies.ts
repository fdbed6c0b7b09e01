import { explainPolicies } from '#core/policy/mesh/explain/explain'
import { asksAuthorizers } from '#core/policy/mesh/lint/authorizers'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { lintReading } from '../../mesh/lint/lint-files.ts'
import type { MeshLook } from '../pages/mesh/mesh-state.ts'

/** As the text in the editor is called in findings. */
export const EDITOR_FILE = 'policies'

/** More lines of it nobody reads. */
const MOST_LOOKED_AT = 50

/** Lints policies, and says in plain English what they do; those with errors are left out of that. */
export function lookAtPolicies(text: string): MeshLook {
  const files = [{ file: EDITOR_FILE, text }]
  const reading = readMeshPolicies(files)
  const { policies } = reading
  return {
    unasked: asksAuthorizers(policies.authorization).slice(0, MOST_LOOKED_AT),
    found: lintReading(reading, files)
      .slice(0, MOST_LOOKED_AT)
      .map(({ line, column, severity, where, message, advice }) => ({
        line,
        column,
        severity,
        words: [where, message, advice].filter(Boolean).join(': '),
      })),
    explained: explainPolicies(policies)
      .toSorted((one, other) => one.line - other.line)
      .slice(0, MOST_LOOKED_AT)
      .map(({ policy, line, sentences }) => ({ policy, line, sentences: sentences.slice(0, MOST_LOOKED_AT) })),
  }
}
