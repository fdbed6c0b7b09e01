import { Buffer } from 'node:buffer'
import { hkdfSync } from 'node:crypto'
import { compactDecrypt, CompactEncrypt } from 'jose'

/** Seals values, so that whoever keeps them can neither read nor change them (RFC 7516: `dir` with A256GCM). */
export interface Seal {
  seal(value: unknown): Promise<string>
  /** @returns undefined when it was not sealed here, for this purpose */
  open(text: string): Promise<unknown>
}

/** No more is looked at: a header of a request is not longer, and the store has nothing larger. */
const LONGEST_SEALED = 65_536

/**
 * @param secret of at least 32 bytes that nobody can guess
 * @param purpose what was sealed for one cannot be opened for another
 */
export function createSeal(secret: Uint8Array | string, purpose: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secret, 'jwt-sandbox login', purpose, 32))
  return {
    seal: (value) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    async open(text) {
      if (text.length > LONGEST_SEALED) return undefined
      try {
        const { plaintext } = await compactDecrypt(text, key, ONE_WAY)
        return JSON.parse(Buffer.from(plaintext).toString())
      } catch {
        return undefined
      }
    },
  }
}

const ONE_WAY = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
