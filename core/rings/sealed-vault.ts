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
  const sealingKey = sealingKeyOf(secret)
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

/** Where something is kept that the right secret opens, so that a damaged key is not taken for a wrong secret. */
const PROOF = { space: 'sealing', place: 'proof' }

/**
 * Looks whether the secret is the right one. Keys that it does not open are damaged then: they are left alone.
 * @throws KeyRefused when it opens nothing of what is there
 */
export async function openSealedVault(store: Store, secret: string): Promise<KeyVault> {
  const vault = sealedVault(store, secret)
  const sealingKey = sealingKeyOf(secret)
  const proof = await store.get(PROOF.space, PROOF.place)
  const isProved = proof !== undefined && canOpen(proof, sealingKey, PROOF.place)
  const known = await store.list(SPACE)
  const damaged = new Set(
    known.filter(([place, sealed]) => !canOpen(sealed, sealingKey, place)).map(([place]) => place),
  )
  if (!isProved && known.length > 0 && damaged.size === known.length)
    throw new KeyRefused(`no key in the store can be opened: ${IS_IT}`)
  if (!isProved) await store.set(PROOF.space, PROOF.place, seal('', sealingKey, PROOF.place))
  return {
    ...vault,
    load: async (ringId, kid) => (damaged.has(placeOf(ringId, kid)) ? undefined : vault.load(ringId, kid)),
    leftAlone: [...damaged].map((file) => ({ file, why: 'it is damaged: it cannot be opened' })),
  }
}

const placeOf = (ringId: string, kid: string) => `${ringId} ${kid}`

const sealingKeyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'jwt-sandbox key vault', 32))

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
    throw new KeyRefused(`a key in the store cannot be opened: ${IS_IT}`, { cause })
  }
}

const IS_IT = 'is STORE_SECRET the one that it was sealed with?'

function canOpen(sealed: string, key: Buffer, place: string): boolean {
  try {
    unseal(sealed, key, place)
    return true
  } catch {
    return false
  }
}
