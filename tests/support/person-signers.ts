import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'

/** All that people may sign with (ST-10), and an RSA key under the name that nobody should take. */
const KINDS = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS384: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS512: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
}

export type PersonAlgorithm = keyof typeof KINDS
export const PERSON_ALGORITHMS = Object.keys(KINDS) as PersonAlgorithm[] // Object.keys forgets the literal type

export interface PersonSigner {
  readonly kid: string
  readonly jwk: JWK
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  /**
   * @param claims what is signed, or its text
   * @param head more of the header, or all of it as text
   * @param by how it is signed, whatever the header says
   */
  token(claims: object | string, head?: object | string, by?: PersonAlgorithm): string
}

/** A key that signs whatever a test says, in the name of an algorithm. */
export function openPersonSigner(alg: PersonAlgorithm, kid = `key-${alg}`): PersonSigner {
  const { publicKey, privateKey } = KINDS[alg]()
  return {
    kid,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
    publicKey,
    privateKey,
    token(claims, head = {}, by = alg) {
      const header = typeof head === 'string' ? head : { alg, typ: 'JWT', kid, ...head }
      const text = `${encodePart(header)}.${encodePart(claims)}`
      return `${text}.${signedBytes(by, text, privateKey).toString('base64url')}`
    },
  }
}

export const encodePart = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

function signedBytes(alg: PersonAlgorithm, text: string, key: KeyObject): Buffer {
  if (alg === 'EdDSA') return sign(null, Buffer.from(text), key)
  const hash = `sha${alg.slice(2)}`
  if (alg.startsWith('ES')) return sign(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return sign(hash, Buffer.from(text), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
}
