import type { AttackClass, Severity } from '#attacks'
import type { Beside } from '../../../probe/beside/beside.ts'
import type { ScoreRow } from '../../../probe/key-set/score-card.ts'
import type { TokenMatrix } from '../../../probe/matrix/token-matrix.ts'
import type { CaseResult, ProbeReport } from '../../../probe/probe-report.ts'
import type { LabTargetOrder } from '../../attack-lab/lab-order.ts'

/** One case, as the list of the page has it. */
export interface LabCase {
  readonly id: string
  readonly title: string
  readonly class: AttackClass
  readonly severity: Severity
  readonly expects: readonly string[]
  readonly references: readonly string[]
}

export interface LabFamily {
  readonly name: string
  readonly cases: readonly LabCase[]
}

/** A run: what the console tells of it, and what has come so far. */
export interface LabRun {
  readonly id: string
  /** Where it goes: an address. */
  readonly target: string
  /** Whom it is against, as it was ordered. */
  readonly whom: LabTargetOrder
  readonly isGoing: boolean
  /** How many cases it has. */
  readonly of: number
  readonly results: readonly CaseResult[]
  /** What is looked at after the cases, and for how long at most. */
  readonly phase?: string | undefined
  /** Why it ended early, or could not begin. */
  readonly stopped?: string | undefined
  readonly summary?: ProbeReport['summary'] | undefined
  readonly scores?: readonly ScoreRow[] | undefined
}

/** The matrix of tokens and doors: how far it has come, and what is known so far. */
export interface LabMatrix {
  readonly isGoing: boolean
  /** How far it has come. */
  readonly words: string
  readonly matrix?: TokenMatrix
  /** Why there is none. */
  readonly trouble?: string
}

/** What was found out about a service. */
export interface FoundTarget {
  readonly audience: string
  readonly issuer: string
  readonly type: string
  readonly scope?: string
  /** Where several rings sign for that issuer. */
  readonly ring?: string
  readonly algorithms: readonly string[]
  /** The same in words, line by line. */
  readonly lines: readonly string[]
}

/** What a service has to be told before it can trust the issuer of this sandbox. */
export interface TrustToSet {
  readonly issuer: string
  readonly jwksUrl: string
  /** The same key set without TLS, for a service that does not know the authority of the sandbox. */
  readonly plainJwksUrl: string
  readonly discoveryUrl: string
  readonly algorithms: readonly string[]
}

/** What a person says of an own service. */
export const OWN_FIELDS = [
  { name: 'url', label: 'URL', hint: 'http://localhost:8080/orders' },
  { name: 'audience', label: 'Audience (aud)', hint: 'orders; [orders] where tokens have a list of one' },
  { name: 'issuer', label: 'Issuer (iss)', hint: 'that of the sandbox' },
  {
    name: 'ring',
    label: 'Ring (of tokens of /issueToken)',
    hint: 'none; servicea with the issuer https://jwt-factory/',
  },
  { name: 'type', label: 'Type (typ)', hint: 'at+jwt' },
  { name: 'scope', label: 'Scope', hint: 'none' },
  { name: 'algorithms', label: 'Algorithms (alg)', hint: 'ES256; empty: they are found out' },
  { name: 'leeway', label: 'Leeway for clocks, in seconds', hint: 'empty: what depends on it is not run' },
  { name: 'acceptedWhen', label: 'Accepted when', hint: 'text:WORDS, json:PATH=VALUE or header:NAME=VALUE' },
  { name: 'tokenIn', label: 'Token in', hint: 'Authorization; the name of another header, or body:NAME' },
  { name: 'body', label: 'Body, beside a token in it', hint: '{"aud":"orders"}' },
] as const

export type OwnField = (typeof OWN_FIELDS)[number]['name']

export interface LabState {
  readonly families: readonly LabFamily[]
  readonly targets: readonly { readonly id: string; readonly title: string; readonly group: string }[]
  readonly toSet: TrustToSet
  /** The id of a target, or 'own'. */
  readonly target: string
  readonly own: Readonly<Record<OwnField, string>>
  readonly withKeys: boolean
  /** The last one, whoever began it. */
  readonly run?: LabRun | undefined
  /** The last one, whoever asked for it. */
  readonly matrix?: LabMatrix | undefined
  /** The case that is open, and how its token looks beside the good one. */
  readonly opened?:
    | { readonly id: string; readonly beside?: readonly Beside[] | undefined; readonly trouble?: string | undefined }
    | undefined
  readonly waitsFor?: 'run' | 'matrix' | 'discovery' | undefined
  readonly found?: FoundTarget | undefined
  readonly trouble?: string | undefined
}

/** What a person can do on this page. */
export interface LabActions {
  choose(target: string): void
  write(field: OwnField, value: string): void
  toggleKeys(): void
  /** @param only families or ids; absent: all */
  run(only?: readonly string[]): void
  stop(): void
  open(id: string): void
  askMatrix(): void
  stopMatrix(): void
  discover(): void
}
