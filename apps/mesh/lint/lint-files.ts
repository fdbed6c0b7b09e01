import { errorText } from '#core/error-text'
import { lintPolicies } from '#core/policy/mesh/lint/lint'
import { MESH_DEFAULTS, type PolicyPlace } from '#core/policy/mesh/model'
import { readMeshPolicies, type MeshReading, type PolicyFile } from '#core/policy/mesh/read-policies'

/** Something to say about policies, in the order of the files. */
export interface LintedLine extends PolicyPlace {
  /** An error keeps a mesh from using the policies; a problem has another effect than it seems; a note may be meant. */
  severity: 'error' | 'problem' | 'note'
  code: string
  /** Such as `AuthorizationPolicy default/x: spec.rules[0]`; empty where no policy is at fault. */
  where: string
  /** What is the case. */
  message: string
  /** What to do, where the message does not say so. */
  advice?: string
}

/** They are about all policies together: while one of them cannot be read, nobody knows. */
const OF_ALL_TOGETHER = new Set(['token-not-required', 'token-never-verified', 'for-nobody', 'second-of-its-kind'])

/**
 * All that there is to say about some texts. With errors, what those policies would do that have none is said as well.
 * @param rootNamespace that of the mesh
 */
export function lintTexts(
  files: readonly PolicyFile[],
  rootNamespace: string = MESH_DEFAULTS.rootNamespace,
): LintedLine[] {
  return lintReading(readMeshPolicies(files), files, rootNamespace)
}

/** The same for texts that were read already: that is most of the work. */
export function lintReading(
  { policies, faults, remarks, skipped }: MeshReading,
  files: readonly PolicyFile[],
  rootNamespace: string = MESH_DEFAULTS.rootNamespace,
): LintedLine[] {
  const mesh = { ...MESH_DEFAULTS, rootNamespace }
  const order = new Map(files.map(({ file }, at) => [file, at]))
  const lines: LintedLine[] = [
    ...faults.map((fault) => ({ ...fault, severity: 'error' as const, code: 'cannot-be-read' })),
    ...remarks.map((remark) => ({ ...remark, severity: 'note' as const, code: 'has-no-effect' })),
    ...skipped.map(({ kind, ...place }) => ({
      ...place,
      ...SKIPPED,
      message: `a ${kind} is no policy, and is not looked at`,
    })),
    ...lintPolicies(policies, mesh).filter(({ code }) => faults.length === 0 || !OF_ALL_TOGETHER.has(code)),
  ]
  return lines
    .map(({ file, line, column, severity, code, where, message, advice }) => ({
      file,
      line,
      column,
      severity,
      code,
      where,
      message,
      ...(advice !== undefined && { advice }),
    }))
    .sort(
      (one, other) =>
        (order.get(one.file) ?? 0) - (order.get(other.file) ?? 0) || one.line - other.line || one.column - other.column,
    )
}

const SKIPPED = { severity: 'note', code: 'not-a-policy', where: '' } as const

/** A file that cannot be read, as a line. */
export const unreadLine = (file: string, error: unknown): LintedLine => ({
  file,
  line: 1,
  column: 1,
  severity: 'error',
  code: 'no-such-file',
  where: '',
  message: errorText(error).replace(/\.$/, ''),
})
