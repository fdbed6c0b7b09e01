import type { VerificationKey } from '../../../token/trust.ts'
import type { VerifiedToken } from '../../../token/verified-cache.ts'
import type { AskedRequest, RequestContext } from '../../dialect.ts'
import type { MeshKey } from '../../mesh-keys.ts'
import type { LocatedToken } from './locations.ts'
import type { MeshClaims } from './read-claims.ts'
import type { MeshForm } from './read-token.ts'

/** What the checks of the mesh find out about one token. */
export interface MeshExamination {
  request: AskedRequest
  context: RequestContext
  /** All tokens that the rule finds. */
  located: readonly LocatedToken[]
  /** The one in question; none only before the first check. */
  found: LocatedToken | undefined
  /** Whole seconds: the mesh has no others. */
  seconds: number
  token: string
  remembered: VerifiedToken | undefined
  form: MeshForm
  header: Record<string, unknown>
  algorithm: string
  keyId: string
  claims: Record<string, unknown>
  known: MeshClaims
  signature: Uint8Array
  keySet: readonly MeshKey[]
  candidates: readonly VerificationKey[]
  key: VerificationKey
}
