import { hkdfSync, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Store } from '../store/store.ts'
import { decodeKeyRecord, encodeKeyRecord, type KeyFolder, type LeftAlone } from './key-folder.ts'
import { KeyRefused } from './key-refused.ts'
import type { SigningKey } from './signing-key.ts'

/** Where key material rests: a folder of this machine, or sealed in a store that several machines share. */
export interface KeyVault {
  /** Resolves once the key is there for good. */
  save(ringId: string, key: SigningKey): Promise<void>
  /** @returns undefined when there is none, or none that can be read */
  load(ringId: string, kid: string): Promise<SigningKey | undefined>
  remove(ringId: string, kid: string): Promise<void>
  /** Keys that were there when the vault was opened, whether a ring names them or not. */
  found: readonly { keyId: string; key: SigningKey }[]
  leftAlone: readonly LeftAlone[]
}

export function folderVault(loaded: { folder: KeyFolder; keys: KeyVault['found']; leftAlone: LeftAlone[] }): KeyVault {
  const { folder, keys: found, leftAlone } = loaded
  return {
    save: (ringId, key) => folder.save(ringId, key),
    remove: (ringId, kid) => folder.remove(ringId, kid),
    load: (ringId, kid) => folder.load(ringId, kid),
    found,
    leftAlone,
  }
}

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
      await store.set(SPACE, place, seal(await encodeKeyRecord(ringId, key), sealingKey, place))
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
