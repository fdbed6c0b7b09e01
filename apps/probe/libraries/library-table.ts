import type { CaseResult, Finding } from '../probe-report.ts'

/** What a library said to a case: what is wrong with it, or `right`, or why nobody can tell. */
export type LibraryVerdict = Finding['kind'] | 'right' | 'inconclusive' | 'not-run'

/** A small service with one library in one configuration, and what the catalogue found. */
export interface LibraryRun {
  /** `express-jwt` */
  readonly library: string
  /** `default` is what most tutorials show: issuer, audience and key set. `hardened` has every setting that there is. */
  readonly hardening: 'default' | 'hardened'
  /** `express-jwt 8.5.1, jwks-rsa 4.1.0` */
  readonly versions: string
  readonly algorithms: readonly string[]
  /** The ids of the cases of the catalogue; each stands once. */
  readonly verdicts: Readonly<Partial<Record<LibraryVerdict, readonly string[]>>>
}

/** What stands in scenarios/attacks/libraries.json. */
export interface LibraryTable {
  /** When it was made: 2026-11-28. */
  readonly made: string
  readonly runs: readonly LibraryRun[]
}

/** A library is right about what gives no finding: a 4xx in place of another one is a remark. */
export function verdictOnLibrary({ verdict, finding }: Pick<CaseResult, 'verdict' | 'finding'>): LibraryVerdict {
  if (finding) return finding.kind
  return verdict === 'not-run' || verdict === 'inconclusive' ? verdict : 'right'
}
