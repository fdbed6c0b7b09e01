import { hkdfSync, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { KeyRefused } from '../keys/key-errors.ts'
import type { Store } from '../store/store.ts'
import { decodeKeyRecord, encodeKeyRecord } from './key-record.ts'
import type { KeyVault } from './key-vault.ts'

const SPACE = 'keys'
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Keys in a store that others can look into: each is sealed with a secret that is not in the store (AES-256-GCM), and
 * bound to its place, so that nobody can put one key where another belongs.
 */
export function sealedVault(store: Store, secret: string): KeyVault {
  const sealingKey = Buffer.from(hkdfSync('sha256', secret, '', 'jwt-sandbox key vault', 32))
  return {
    async save(ringId, key) {
      const place = placeOf(ringId, key.kid)
      await store.set(SPACE, place, seal(await encodeKeyRecord({ ringId, key }), sealingKey, place))
    },
    async load(ringId, kid) {
      const place = placeOf(ringId, kid)
      const sealed = await store.get(SPACE, place)
      if (sealed === undefined) return undefined
      return (await decodeKeyRecord(unseal(sealed, sealingKey, place))).key
    },
    remove: async (ringId, kid) => void (await store.delete(SPACE, placeOf(ringId, kid))),
    found: [],
    leftAlone: [],
  }
}

const placeOf = (ringId: string, kid: string) => `${ringId} ${kid}`

function seal(text: string, key: Buffer, place: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** @throws KeyRefused when it was sealed with another secret, or is not what was put there */
function unseal(sealed: string, key: Buffer, place: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw new KeyRefused('a key in the store cannot be opened: is STORE_SECRET the one that it was sealed with?', {
      cause,
    })
  }
}
