import type { KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { KeyRefused } from '#core/keys/key-errors'
import { loadVerificationKey } from '#core/keys/verification-key'
import type { Algorithm } from '#core/token/algorithms'
import type { Signer } from '#core/token/sign'

/** A private key of this process, checked, and what may be shown of it. */
export interface OwnKey extends Signer {
  /** As it is published: with `kid`, `alg` and `use`. */
  publicJwk: PublicJwk
}

export type PublicJwk = JWK & { kid: string }

/** What a signer signs with, for each kind of key. The original knows the first one alone. */
const SIGNING_KINDS: Record<string, { algorithm: Algorithm; curve?: string; platform: CryptoAlgorithm }> = {
  rsa: { algorithm: 'RS256', platform: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } },
  ec: { algorithm: 'ES256', curve: 'prime256v1', platform: { name: 'ECDSA', namedCurve: 'P-256' } },
  ed25519: { algorithm: 'EdDSA', platform: { name: 'Ed25519' } },
}

interface CryptoAlgorithm {
  name: string
  hash?: string
  namedCurve?: string
}

/**
 * Makes a signer of a private key.
 * @param kid the name under which its public half is known
 * @throws KeyRefused for a key of another kind, or one that no verifier should believe (RFC 7518 §3.3)
 */
export async function toOwnKey(key: KeyObject, kid: string): Promise<OwnKey> {
  const type = key.asymmetricKeyType ?? 'unknown'
  const kind = Object.hasOwn(SIGNING_KINDS, type) ? SIGNING_KINDS[type] : undefined
  if (!kind) throw new KeyRefused(`is a key of the kind ${type}: it must be RSA, EC on the curve P-256, or Ed25519`)
  const curve = key.asymmetricKeyDetails?.namedCurve
  if (kind.curve !== undefined && curve !== kind.curve) {
    throw new KeyRefused(`is a key on the curve ${curve}: it must be P-256, RSA or Ed25519`)
  }
  const { algorithm } = kind
  const publicJwk: PublicJwk = { kid, ...publicMembersOf(key), alg: algorithm, use: 'sig' }
  await loadVerificationKey(publicJwk) // what others would refuse must not sign either
  // Extractable, for signing on the spot takes it as node:crypto has it (core/token/quick-signatures).
  return { kid, algorithm, privateKey: key.toCryptoKey(kind.platform, true, ['sign']), publicJwk }
}

/** By a list of what is public: a member that nobody thought of stays at home. */
export function publicMembersOf(key: KeyObject): JWK & { kty: string } {
  const { kty = '', crv, x, y, n, e } = key.export({ format: 'jwk' }) as JWK // an asymmetric key
  return {
    kty,
    ...Object.fromEntries(Object.entries({ crv, e, n, x, y }).filter(([, value]) => value !== undefined)),
  }
}
