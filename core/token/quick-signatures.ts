import { Buffer } from 'node:buffer'
import { constants, KeyObject, sign, verify, type SigningOptions } from 'node:crypto'
import type { Algorithm } from './algorithms.ts'
import { hasSignatureLength } from './signature-length.ts'
import type { VerificationKey } from './trust.ts'

/** How `node:crypto` makes and checks the signatures of an algorithm. */
interface Recipe {
  /** Undefined where the algorithm brings its own. */
  digest: string | undefined
  options: SigningOptions
}

type Recipes = Partial<Record<Algorithm, Recipe>>

const R_AND_S: SigningOptions = { dsaEncoding: 'ieee-p1363' } // R ‖ S (RFC 7518 §3.4)
const PSS: SigningOptions = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST, // as long as the digest, exactly (RFC 7518 §3.5)
}

/** Signatures that take no longer than the way to another thread and back: they are made on the spot. */
const QUICK_TO_SIGN: Recipes = {
  ES256: { digest: 'sha256', options: R_AND_S },
  EdDSA: { digest: undefined, options: {} },
  Ed25519: { digest: undefined, options: {} },
}

/** Those that are checked on the spot: an RSA signature is dear to make and cheap to check. */
const QUICK_TO_CHECK: Recipes = {
  ...QUICK_TO_SIGN,
  RS256: { digest: 'sha256', options: {} },
  RS384: { digest: 'sha384', options: {} },
  RS512: { digest: 'sha512', options: {} },
  PS256: { digest: 'sha256', options: PSS },
  PS384: { digest: 'sha384', options: PSS },
  PS512: { digest: 'sha512', options: PSS },
}

/** @returns undefined for an algorithm that is too slow for the event loop: jose signs beside it */
export function signQuickly(text: string, key: CryptoKey, algorithm: Algorithm): Buffer | undefined {
  const recipe = QUICK_TO_SIGN[algorithm]
  return recipe && sign(recipe.digest, Buffer.from(text), { key: keyObject(key), ...recipe.options })
}

/**
 * @returns whether the signature is good; undefined for an algorithm that is too slow for the event loop: jose checks
 *   it beside that
 * @throws what the platform throws for a signature in a form that it cannot read
 */
export function checkQuickly(
  text: string,
  signature: Uint8Array,
  key: CryptoKey,
  algorithm: Algorithm,
): boolean | undefined {
  const recipe = QUICK_TO_CHECK[algorithm]
  if (!recipe) return undefined
  const settings = { key: keyObject(key), ...recipe.options }
  return hasSignatureLength(signature, settings.key) && verify(recipe.digest, Buffer.from(text), settings, signature)
}

/** Those that take longer than the way to another thread and back. */
const SLOW_TO_CHECK: Recipes = {
  ES384: { digest: 'sha384', options: R_AND_S },
  ES512: { digest: 'sha512', options: R_AND_S },
}

/** Signs a text as it is, by any algorithm and beside the event loop: what comes of it is no token. */
export function signAsItIs(text: string, key: CryptoKey, algorithm: Algorithm): Promise<Buffer> {
  const { digest, options } = { ...QUICK_TO_CHECK, ...SLOW_TO_CHECK }[algorithm] as Recipe // together they have all
  return new Promise((resolve, reject) => {
    const settings = { key: keyObject(key), ...options }
    sign(digest, Buffer.from(text), settings, (error, signature) => (error ? reject(error) : resolve(signature)))
  })
}

/**
 * Checks a signature over a text by any algorithm, whatever stands in the header: for verifiers that read one as others do.
 * @returns false for a signature in a form that the platform cannot read, too
 */
export async function checkText(text: string, signature: Uint8Array, key: VerificationKey): Promise<boolean> {
  const { publicKey, algorithm } = key
  const slow = SLOW_TO_CHECK[algorithm]
  try {
    if (!slow) return checkQuickly(text, signature, publicKey, algorithm) === true
    const { digest, options } = slow
    return await new Promise<boolean>((resolve, reject) => {
      const settings = { key: keyObject(publicKey), ...options }
      verify(digest, Buffer.from(text), settings, signature, (error, isGood) =>
        error ? reject(error) : resolve(isGood),
      )
    })
  } catch {
    return false
  }
}

/** The key as `node:crypto` takes it, made once: one for every token would keep the garbage collector busy. */
function keyObject(key: CryptoKey): KeyObject {
  const known = keyObjects.get(key)
  if (known) return known
  const made = KeyObject.from(key)
  keyObjects.set(key, made)
  return made
}

const keyObjects = new WeakMap<CryptoKey, KeyObject>()
