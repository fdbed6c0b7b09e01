import { checkText } from '../../../token/quick-signatures.ts'
import type { VerificationKey } from '../../../token/trust.ts'
import type { MeshKey, MeshKeys } from '../../mesh-keys.ts'
import type { MeshForm } from './read-token.ts'
import { meshRefusal } from './status.ts'

/** The key id of the key that stands in for a set which could not be fetched. */
const STAND_IN = 'abc'

/**
 * The keys of a set. In place of one that never came the mesh has a key for which nobody can sign: whoever has a token
 * hears that it fits no key, and whoever has none goes on.
 * @throws AccessRefused cannot-decide, unknown-key
 */
export function meshKeySet(keys: MeshKeys, kid: string): readonly MeshKey[] {
  if (keys.kind === 'keys') return keys.keys
  if (keys.kind === 'none') throw meshRefusal('noValidKey')
  if (keys.kind === 'not-fetched') throw meshRefusal('notFetched')
  throw meshRefusal(kid === '' || kid === STAND_IN ? 'signature' : 'noKey', 'cannot-decide')
}

/** So many are tried: each costs a verification, and a token without a key id means all. */
const MOST_TRIED = 16

/** What the choice goes by. */
interface KeysInQuestion {
  readonly keySet: readonly MeshKey[]
  readonly keyId: string
  readonly algorithm: string
  readonly seconds: number
}

/**
 * The keys that may have signed: those with this key id or without one, and all where the token names none.
 * @returns those of them that may be used with this algorithm; none is no refusal yet @throws AccessRefused unknown-key
 */
export function meshCandidates({ keySet, keyId, algorithm, seconds }: KeysInQuestion): readonly VerificationKey[] {
  const matching = keySet.filter(
    ({ kid, alg }) => (keyId === '' || kid === '' || kid === keyId) && (alg === '' || alg === algorithm),
  )
  if (matching.length === 0) throw meshRefusal('noKey')
  return matching
    .flatMap(({ uses }) => uses.filter((use) => use.algorithm === algorithm && seconds < (use.exp ?? Infinity)))
    .slice(0, MOST_TRIED)
}

/** RFC 8032 §5.1.6. Bytes. */
const ED25519_LENGTH = 64

interface SignedToken {
  readonly candidates: readonly VerificationKey[]
  readonly form: MeshForm
  readonly signature: Uint8Array
  readonly algorithm: string
}

/** The key that made the signature over the text as it was sent. @throws AccessRefused signature-mismatch */
export async function provingKey({ candidates, form, signature, algorithm }: SignedToken): Promise<VerificationKey> {
  const text = `${form.header}.${form.payload}`
  if (algorithm === 'EdDSA' && candidates.length > 0 && signature.length !== ED25519_LENGTH) {
    throw meshRefusal('signatureLength')
  }
  for (const key of candidates) if (await checkText(text, signature, key)) return key
  throw meshRefusal('signature')
}
