import type { CaseResult, Finding } from '../probe-report.ts'

/**
 * What came of a case: what is wrong, `right`, or why nobody can tell. `ended` is a crash after which nobody answered any more;
 * `open` is a bad token that goes on to the service, and nobody is known by it.
 */
export type LibraryVerdict = Finding['kind'] | 'ended' | 'open' | 'right' | 'inconclusive' | 'not-run'

/** What there is nothing wrong with, as far as anybody can tell. */
const NOTHING_WRONG: ReadonlySet<LibraryVerdict> = new Set<LibraryVerdict>(['right', 'inconclusive', 'not-run'])

export const isWrong = (verdict: LibraryVerdict): boolean => !NOTHING_WRONG.has(verdict)

/** A small service with one library in one configuration, and what the catalogue found. */
export interface LibraryRun {
  /** `express-jwt` */
  readonly library: string
  /**
   * `default` is what most tutorials show: issuer, audience and key set. `hardened` has every setting that there is. `dialect`
   * is a system as this sandbox imitates it.
   */
  readonly hardening: 'default' | 'hardened' | 'dialect'
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

/** What is known of one case: what the probe says, and whether a good token was not believed any more after it. */
export interface LibraryResult extends CaseResult {
  readonly isEnd: boolean
}

/**
 * A library is right about what gives no finding: a 4xx in place of another one is a remark. Who refuses what is too long may
 * end the connection before his answer was read (RFC 9112 §9.6): then nobody can tell.
 */
export function verdictOnLibrary({ verdict, finding, expects, got, isEnd }: LibraryResult): LibraryVerdict {
  if (isEnd) return finding?.kind === 'crashed' ? 'ended' : 'inconclusive'
  if (finding?.kind === 'crashed' && got === undefined && expects.includes('4xx size')) return 'inconclusive'
  if (finding) return finding.kind
  return verdict === 'not-run' || verdict === 'inconclusive' ? verdict : 'right'
}
