import { KeyRefused } from '../keys/key-errors.ts'
import { exportPrivatePem, importSigningKey, type SigningKey } from '../keys/signing-key.ts'
import { isAlgorithm } from '../token/algorithms.ts'
import { isObject } from '../token/claims.ts'
import { isStoredRingId } from './ring-id.ts'

/** A key pair with the ring that it belongs to. */
export interface KeyRecord {
  ringId: string
  key: SigningKey
}

/** A key pair as a text: both halves as PEM, in JSON. */
export async function encodeKeyRecord({ ringId, key }: KeyRecord): Promise<string> {
  const record = {
    ringId,
    kid: key.kid,
    algorithm: key.algorithm,
    createdAt: new Date(key.createdAt).toISOString(),
    privateKey: await exportPrivatePem(key),
    publicKey: key.publicPem,
  }
  return `${JSON.stringify(record, null, 2)}\n`
}

/**
 * Reads such a text. Those of earlier versions call the ring id `keyId`.
 * @throws KeyRefused saying what is wrong with it
 */
export async function decodeKeyRecord(text: string): Promise<KeyRecord> {
  const { keyId, ringId = keyId, kid, algorithm, createdAt, privateKey, publicKey } = parseRecord(text)
  const time = Date.parse(String(createdAt))
  if (!isStoredRingId(ringId) || !isAlgorithm(algorithm) || Number.isNaN(time)) {
    throw new KeyRefused('it is not a key file of this sandbox')
  }
  if (typeof privateKey !== 'string' || typeof publicKey !== 'string') throw new KeyRefused('it is half of a pair')
  const key = await importSigningKey({ algorithm, createdAt: time, privatePem: privateKey, publicPem: publicKey })
  if (key.kid !== kid) throw new KeyRefused('its key id is not that of its key')
  return { ringId, key }
}

function parseRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // falls through to the refusal
  }
  throw new KeyRefused('it is damaged: not JSON')
}
