import type { JwtRule } from '../policy/mesh/jwt-rule.ts'
import type { VerificationKey } from '../token/trust.ts'

/** A key of a rule as the mesh sees it: it may leave out its id and its algorithm. */
export interface MeshKey {
  /** Empty: it serves tokens with any key id. */
  readonly kid: string
  /** Empty: it serves each algorithm that fits its type. */
  readonly alg: string
  /** One for each algorithm that it may be used with. */
  readonly uses: readonly VerificationKey[]
}

/** What there is for a rule at the moment. */
export type MeshKeys =
  /** At least one. */
  | { readonly kind: 'keys'; readonly keys: readonly MeshKey[] }
  /** There is a key set, and nothing in it can be used. */
  | { readonly kind: 'none' }
  /** The control plane never got one: in its place stands a key for which nobody can sign. */
  | { readonly kind: 'away' }
  /** Where the sidecar itself fetches: it could not. */
  | { readonly kind: 'not-fetched' }

/** The keys of a rule, as they are at this moment: nobody waits for a fetch. */
export type KeysOfRule = (rule: JwtRule) => MeshKeys
