import type { JWK } from 'jose'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { exportJWK, exportPKCS8, exportSPKI } from 'jose/key/export'
import { generateKeyPair } from 'jose/key/generate/keypair'
import { importPKCS8, importSPKI } from 'jose/key/import'
import type { Algorithm } from '../token/algorithms.ts'
import type { Signer } from '../token/sign.ts'
import type { VerificationKey } from '../token/trust.ts'
import { KeyRefused } from './key-errors.ts'
import { loadVerificationKey } from './verification-key.ts'

/** A key pair, imported once and kept. Its key id is the RFC 7638 thumbprint, so that no two keys share one. */
export interface SigningKey extends Signer {
  /** Milliseconds since 1970. */
  createdAt: number
  /** Ready to verify with. */
  verification: VerificationKey
  /** The public half as it stands in a key set: with `kid`, `alg` and `use`. */
  publicJwk: JWK
  publicPem: string
}

export async function generateSigningKey(algorithm: Algorithm, createdAt: number): Promise<SigningKey> {
  // Extractable, because the sandbox stores and dumps its keys.
  return assemble(await generateKeyPair(algorithm, { extractable: true }), algorithm, createdAt)
}

/**
 * @throws KeyRefused when a PEM cannot be read, or the two are not halves of one pair
 */
export async function importSigningKey(pem: {
  algorithm: Algorithm
  createdAt: number
  privatePem: string
  publicPem: string
}): Promise<SigningKey> {
  const { algorithm } = pem
  const pair = await Promise.all([
    importPKCS8(pem.privatePem, algorithm, { extractable: true }),
    importSPKI(pem.publicPem, algorithm, { extractable: true }),
  ]).catch((cause: unknown) => {
    throw new KeyRefused(`it is not a key pair for ${algorithm}`, { cause })
  })
  const key = await assemble({ privateKey: pair[0], publicKey: pair[1] }, algorithm, pem.createdAt)
  const ownPublic = publicMembers(await exportJWK(key.privateKey))
  if ((await calculateJwkThumbprint(ownPublic)) !== key.kid)
    throw new KeyRefused('its two halves do not belong together')
  return key
}

export const exportPrivatePem = (key: SigningKey): Promise<string> => exportPKCS8(key.privateKey)

async function assemble(
  pair: { privateKey: CryptoKey; publicKey: CryptoKey },
  algorithm: Algorithm,
  createdAt: number,
): Promise<SigningKey> {
  const jwk = publicMembers(await exportJWK(pair.publicKey))
  const kid = await calculateJwkThumbprint(jwk)
  const publicJwk: JWK = { ...jwk, kid, alg: algorithm, use: 'sig' }
  const [verification, publicPem] = await Promise.all([loadVerificationKey(publicJwk), exportSPKI(pair.publicKey)])
  return { kid, algorithm, privateKey: pair.privateKey, createdAt, verification, publicJwk, publicPem }
}

/** By a list of what is public, not of what is private: a member that nobody thought of stays at home. */
function publicMembers({ kty, crv, x, y, n, e }: JWK): JWK {
  return Object.fromEntries(
    Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined),
  ) as unknown as JWK // the entries of a JWK, less the absent ones
}
