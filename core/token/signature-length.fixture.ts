import { Buffer } from 'node:buffer'
import { constants, sign, type KeyObject } from 'node:crypto'

/** A text and its RSA-PSS signature that begins with a zero: one in 256 does. */
export function signatureWithZero(privateKey: KeyObject, digest: string, prefix = 'header.') {
  for (let count = 0; ; count += 1) {
    const text = `${prefix}${count}`
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    const signature = sign(digest, Buffer.from(text), { key: privateKey, ...padding })
    if (signature[0] === 0) return { text, signature }
  }
}
