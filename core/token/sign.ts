import { CompactSign } from 'jose'
import type { Algorithm } from './algorithms.ts'
import type { Claims } from './claims.ts'

/** A private key with the name under which its public half is published. */
export interface Signer {
  kid: string
  algorithm: Algorithm
  privateKey: CryptoKey
}

const encoder = new TextEncoder()

/**
 * Signs claims as they are: it adds nothing and checks nothing, for a sandbox must be able to sign nonsense too.
 * @param type the `typ` of the header, for instance 'JWT' or 'at+jwt'
 * @returns the compact token (RFC 7515 §7.1)
 */
export function signToken(claims: Claims, signer: Signer, type: string): Promise<string> {
  return new CompactSign(encoder.encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: signer.algorithm, kid: signer.kid, typ: type })
    .sign(signer.privateKey)
}
