import { Buffer } from 'node:buffer'
import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import type { JWK } from 'jose'

const codedPart = (part: object | Uint8Array) =>
  Buffer.from(part instanceof Uint8Array ? part : JSON.stringify(part)).toString('base64url')

/** A token of five segments with these in its header, and nothing that can be decrypted behind it. */
export const emptyJwe = (header: object): string =>
  [codedPart(header), ...[32, 12, 48, 16].map((length) => codedPart(randomBytes(length)))].join('.')

/**
 * Encrypts a text for the owner of an RSA key, in compact form (RFC 7516 §7.1): RSA-OAEP-256 and A256GCM.
 * @param plain already deflated, where the header says so
 */
export function jweFor(key: JWK, plain: string | Uint8Array, more: object = {}): string {
  const header = codedPart({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: key.kid, ...more })
  const [contentKey, iv] = [randomBytes(32), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header))
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  const wrapped = publicEncrypt(
    {
      key: createPublicKey({ key: { ...key }, format: 'jwk' }),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha256',
    },
    contentKey,
  )
  return [header, ...[wrapped, iv, text, cipher.getAuthTag()].map(codedPart)].join('.')
}
