import { Buffer } from 'node:buffer'

/** The order of P-256 (FIPS 186-5). */
const ORDER = 0xffff_ffff_0000_0000_ffff_ffff_ffff_ffff_bce6_faad_a717_9e84_f3b9_cac2_fc63_2551n

/** The same ES256 token with the other good spelling of its signature: of (r, s) it is (r, n − s). Anybody can write it. */
export function respell(token: string): string {
  const end = token.lastIndexOf('.') + 1
  const signature = Buffer.from(token.slice(end), 'base64url')
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`)
  const other = Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex')
  return token.slice(0, end) + Buffer.concat([signature.subarray(0, 32), other]).toString('base64url')
}
