import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlgorithm } from '#core/token/algorithms.ts'
import { LOCK_FILE } from './folder-lock.ts'
import { isKeyId } from './key-id.ts'
import { KeyRefused } from './key-refused.ts'
import { makePrivateFolder, writeFileAtomically } from './private-file.ts'
import { exportPrivatePem, importSigningKey, type SigningKey } from './signing-key.ts'

/** Key pairs at rest: one file per key, 0600, in a folder that is 0700. */
export interface KeyFolder {
  /** Resolves once the key is on the disk for good. */
  save(keyId: string, key: SigningKey): Promise<void>
  remove(keyId: string, kid: string): Promise<void>
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
  const fileOf = (keyId: string, kid: string) => join(path, `${keyId}.${kid}.json`)
  return {
    async save(keyId, key) {
      const record = {
        keyId,
        kid: key.kid,
        algorithm: key.algorithm,
        createdAt: new Date(key.createdAt).toISOString(),
        privateKey: await exportPrivatePem(key),
        publicKey: key.publicPem,
      }
      await writeFileAtomically(fileOf(keyId, key.kid), `${JSON.stringify(record, null, 2)}\n`)
    },
    remove: (keyId, kid) => rm(fileOf(keyId, kid), { force: true }),
  }
}

async function loadKeyFile(path: string, file: string): Promise<{ keyId: string; key: SigningKey }> {
  if (!file.endsWith('.json')) throw new KeyRefused('it does not belong here')
  const { keyId, kid, algorithm, createdAt, privateKey, publicKey } = parse(await readFile(join(path, file), 'utf8'))
  const time = Date.parse(String(createdAt))
  if (!isKeyId(keyId) || !isAlgorithm(algorithm) || Number.isNaN(time)) {
    throw new KeyRefused('it is not a key file of this sandbox')
  }
  if (typeof privateKey !== 'string' || typeof publicKey !== 'string') throw new KeyRefused('it is half of a pair')
  const key = await importSigningKey({ algorithm, createdAt: time, privatePem: privateKey, publicPem: publicKey })
  if (key.kid !== kid || file !== `${keyId}.${kid}.json`) throw new KeyRefused('its name does not fit its content')
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
