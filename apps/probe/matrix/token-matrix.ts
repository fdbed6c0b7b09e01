/** What a token of the sandbox is, as its own header and claims tell. */
export type SeenKind =
  | 'plain'
  | 'self-signed'
  | 'access'
  | 'assertion'
  | 'sidecar'
  | 'user'
  | 'credential'
  | 'consumer'
  | 'relay'
  | 'person'
  | 'person-of-stoke'
  | 'login-access'
  | 'login-id'
  | 'unknown'

/** What is wrong with a token that a variant made, or that was good once. */
export type TokenFlaw =
  'expired' | 'forged' | 'tampered' | 'unknown-credential' | 'black-listed' | 'withdrawn-key' | 'no-endpoint'

/** A row: a token of which nothing is told that could be used. */
export interface MatrixToken {
  /** What cells name it by: `t1`. */
  readonly id: string
  /** Short, for people: `A → B access, revoked`; no two have the same. */
  readonly name: string
  readonly kind: SeenKind
  /** Whose it is: the subject, or who signed it where it names none. */
  readonly owner: string
  /** For whom it is; empty where the token says nobody. */
  readonly audience: readonly string[]
  /** Who acts for the owner. */
  readonly actor?: string
  /** The numbers of the scenarios in which one like it was seen. */
  readonly scenarios: readonly number[]
  /** It was revoked in its play. */
  readonly isRevoked: boolean
  readonly flaw?: TokenFlaw
  /** For which endpoints of a relay it is. */
  readonly endpoints?: readonly string[]
  /** What a person may do with logs, as `r,w`. */
  readonly rights?: string
}

/** A column: a place at which a bearer token can be shown. */
export interface MatrixDoor {
  /** Short, for tables: `B7`. */
  readonly id: string
  /** `serviceb`, or the name of a gateway. */
  readonly service: string
  /** `GET /scenario7-server`. */
  readonly route: string
  /** The number of its scenario. */
  readonly scenario: number
  /** What it is there to believe. */
  readonly kinds: readonly SeenKind[]
  /** The audience that it stands for; absent where tokens of its kind name none. */
  readonly audience?: string
  /** It looks at no audience, and is right: only whoever signed asks here. */
  readonly isForAnybody?: boolean
  /** It is a service of somebody's own in the place of ours: whose tokens it trusts is not known. */
  readonly isOwnService?: boolean
  /** It asks who signed about each token, so it knows of revocations. */
  readonly knowsRevoked: boolean
  /** The endpoint that is asked for here. */
  readonly endpoint?: string
  /** The right that is asked for here. */
  readonly right?: string
  /** Why it lets everybody in, where its settings say so: then that is no finding. */
  readonly letsEverybodyIn?: string
  /** A token is good here once, and the plays have shown theirs. */
  readonly isOneUse?: boolean
  /** Which scenario is there to show that such a token is believed here. */
  readonly lessons?: Readonly<Partial<Record<TokenFlaw, number>>>
}

/** What was said about a token at a door, beside what should have been. */
export type CellKind =
  /** Believed, and rightly. */
  | 'right'
  /** Refused, and rightly. */
  | 'refused'
  /** Believed, and it should not be. */
  | 'leak'
  /** The same, and a scenario is there to show it. */
  | 'lesson'
  /** Refused, and it should be believed. */
  | 'missed'
  /** Good for one use, which the play has had. */
  | 'used'
  /** The door lets in without a good token, so it says nothing of this one. */
  | 'open'
  /** Nobody can tell. */
  | 'unknown'
  /** The run had ended before it was shown there. */
  | 'unasked'

export interface MatrixCell {
  readonly token: string
  readonly door: string
  readonly kind: CellKind
  /** One plain sentence: always for a leak, a lesson, and what nobody can tell. */
  readonly sentence?: string
}

/** A door that should speak to nobody without a certificate of the mesh, and did. */
export interface UnlockedDoor {
  /** `backend-api` */
  readonly id: string
  /** `backend-api GET /` */
  readonly place: string
  readonly sentence: string
}

/** Every token that was seen in a play, at every door. */
export interface TokenMatrix {
  readonly tokens: readonly MatrixToken[]
  readonly doors: readonly MatrixDoor[]
  /** Row by row. */
  readonly cells: readonly MatrixCell[]
  /** What could not be looked at, and why. */
  readonly missing: readonly string[]
  /** Where no token gets to by itself, with why: no columns are there for these. */
  readonly closed: readonly string[]
  /** Who should be closed like that, and is not. */
  readonly answered: readonly UnlockedDoor[]
  /** Leaks that no scenario documents, and doors that let in without a good token, or without a certificate of the mesh. */
  readonly findings: number
  /** Of whom nothing is known, a sentence each: no door of theirs gave an answer. */
  readonly silent: readonly string[]
  /** Why it ended before its end. */
  readonly stopped?: string
  readonly milliseconds: number
}
