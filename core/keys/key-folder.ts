import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlgorithm } from '../token/algorithms.ts'
import { LOCK_FILE } from './folder-lock.ts'
import { isKeyId, isRingId } from './key-id.ts'
import { KeyRefused } from './key-refused.ts'
import { makePrivateFolder, writeFileAtomically } from './private-file.ts'
import { exportPrivatePem, importSigningKey, type SigningKey } from './signing-key.ts'

/** Key pairs at rest: one file per key, 0600, in a folder that is 0700. */
export interface KeyFolder {
  /** Resolves once the key is on the disk for good. */
  save(keyId: string, key: SigningKey): Promise<void>
  remove(keyId: string, kid: string): Promise<void>
  /** @returns undefined when there is no such file, or none that can be read */
  load(keyId: string, kid: string): Promise<SigningKey | undefined>
}

/** A file that was not loaded; it is left alone. */
export interface LeftAlone {
  file: string
  why: string
}

export interface LoadedFolder {
  folder: KeyFolder
  keys: { keyId: string; key: SigningKey }[]
  leftAlone: LeftAlone[]
}

/**
 * Opens a folder of keys and loads what is in it.
 * @param expected names of other files that may stand there
 */
export async function openKeyFolder(path: string, expected: readonly string[] = []): Promise<LoadedFolder> {
  await makePrivateFolder(path)
  const loaded: LoadedFolder = { folder: keyFolder(path), keys: [], leftAlone: [] }
  const isOurs = (name: string) => name.startsWith(LOCK_FILE) || expected.includes(name)
  const names = (await readdir(path)).filter((name) => !isOurs(name)).sort()
  await Promise.all(
    names.map(async (file) => {
      try {
        loaded.keys.push(await loadKeyFile(path, file))
      } catch (error) {
        loaded.leftAlone.push({ file, why: error instanceof KeyRefused ? error.message : 'it cannot be read' })
      }
    }),
  )
  return loaded
}

function keyFolder(path: string): KeyFolder {
  return {
    save: async (keyId, key) =>
      writeFileAtomically(join(path, fileOf(keyId, key.kid)), await encodeKeyRecord(keyId, key)),
    remove: async (keyId, kid) => rm(join(path, fileOf(keyId, kid)), { force: true }),
    load: async (keyId, kid) => {
      try {
        return (await loadKeyFile(path, fileOf(keyId, kid))).key
      } catch {
        return undefined
      }
    },
  }
}

/** @throws Error for ids that are no names of files: whoever asks must have looked at them before. */
function fileOf(keyId: string, kid: string): string {
  if (!isRingId(keyId) || !isKeyId(kid)) throw new Error('this is not the name of a key file')
  return `${keyId}.${kid}.json`
}

/** A key pair as a text: both halves as PEM, in JSON. */
export async function encodeKeyRecord(keyId: string, key: SigningKey): Promise<string> {
  const record = {
    keyId,
    kid: key.kid,
    algorithm: key.algorithm,
    createdAt: new Date(key.createdAt).toISOString(),
    privateKey: await exportPrivatePem(key),
    publicKey: key.publicPem,
  }
  return `${JSON.stringify(record, null, 2)}\n`
}

async function loadKeyFile(path: string, file: string): Promise<{ keyId: string; key: SigningKey }> {
  if (!file.endsWith('.json')) throw new KeyRefused('it does not belong here')
  const record = await decodeKeyRecord(await readFile(join(path, file), 'utf8'))
  if (file !== `${record.keyId}.${record.key.kid}.json`) throw new KeyRefused('its name does not fit its content')
  return record
}

/** @throws KeyRefused saying what is wrong with it */
export async function decodeKeyRecord(text: string): Promise<{ keyId: string; key: SigningKey }> {
  const { keyId, kid, algorithm, createdAt, privateKey, publicKey } = parse(text)
  const time = Date.parse(String(createdAt))
  if (!isRingId(keyId) || !isAlgorithm(algorithm) || Number.isNaN(time)) {
    throw new KeyRefused('it is not a key file of this sandbox')
  }
  if (typeof privateKey !== 'string' || typeof publicKey !== 'string') throw new KeyRefused('it is half of a pair')
  const key = await importSigningKey({ algorithm, createdAt: time, privatePem: privateKey, publicPem: publicKey })
  if (key.kid !== kid) throw new KeyRefused('its key id is not that of its key')
  return { keyId, key }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown> // an object by this line
  } catch {
    // falls through to the refusal
  }
  throw new KeyRefused('it is damaged: not JSON')
}
