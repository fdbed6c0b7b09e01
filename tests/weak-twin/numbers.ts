import { createHash } from 'node:crypto'

export const P256_ORDER = 0xffff_ffff_0000_0000_ffff_ffff_ffff_ffff_bce6_faad_a717_9e84_f3b9_cac2_fc63_2551n
export const ED25519_ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n

export const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)

export const withFirstBytesOnly = (bytes: Buffer, length: number): Buffer | undefined =>
  bytes.length > length ? bytes.subarray(0, length) : undefined

/**
 * A reader of PKCS 1 signatures that does not see to their end (CVE-2006-4339), for keys with a small exponent.
 * @param mustFill the digest must be the last thing in it
 */
export function readsPadding(
  text: string,
  signature: Buffer,
  jwk: Record<string, unknown>,
  mustFill: boolean,
): boolean {
  const [n, e] = [
    Buffer.from(String(jwk['n']), 'base64url'),
    Number(toNumber(Buffer.from(String(jwk['e']), 'base64url'))),
  ]
  const opened = (toNumber(signature) ** BigInt(e) % toNumber(n)).toString(16).padStart(n.length * 2, '0')
  const digest = createHash('sha256').update(text).digest('hex')
  const [, behind] = /^0001(?:ff)+00(.*)$/.exec(opened) ?? []
  const wanted = `3031300d060960864801650304020105000420${digest}`
  return mustFill ? behind === wanted : behind?.startsWith(wanted) === true
}
