import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { signByScheme, type Scheme } from '#core/token/schemes'

/** A key of the attacker. Some cases have the issuer publish it, with something wrong about it. */
export interface StrangerKey {
  readonly algorithm: Algorithm
  readonly publicKey: JWK
  /** The same as subject public key info (RFC 5280 §4.1.2.7). */
  readonly publicKeyDer: Buffer
  readonly privateKey: KeyObject
  sign(text: string, scheme?: Scheme): Uint8Array
}

const known = new Map<string, KeyPair>()

interface KeyPair {
  readonly privateKey: KeyObject
  readonly jwk: JWK
  readonly der: Buffer
}

/** One key pair for each kind of key, or more where there are to be several, made when it is first wanted: an RSA key takes a noticeable time. */
export function strangerKey(algorithm: Algorithm, bits = 2048, which = 'the first'): StrangerKey {
  const { kty, crv } = ALGORITHMS[algorithm] as { kty: string; crv?: string } // every row is one of these
  const name = `${crv ?? kty} ${bits} ${which}`
  const pair = known.get(name) ?? newKeyPair(crv, bits)
  known.set(name, pair)
  return {
    algorithm,
    publicKey: { ...pair.jwk },
    publicKeyDer: pair.der,
    privateKey: pair.privateKey,
    sign: (text, scheme = algorithm) => signByScheme(text, pair.privateKey, scheme),
  }
}

function newKeyPair(crv: string | undefined, bits: number): KeyPair {
  const { publicKey, privateKey } = generateOf(crv, bits)
  return {
    privateKey,
    jwk: publicKey.export({ format: 'jwk' }),
    der: publicKey.export({ type: 'spki', format: 'der' }),
  }
}

function generateOf(crv: string | undefined, bits: number) {
  if (crv === undefined) return generateKeyPairSync('rsa', { modulusLength: bits })
  return crv === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: crv })
}
