import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LOCK_FILE } from '../files/folder-lock.ts'
import { makePrivateFolder, writeFileAtomically } from '../files/private-file.ts'
import { KeyRefused } from '../keys/key-errors.ts'
import { decodeKeyRecord, encodeKeyRecord, type KeyRecord } from './key-record.ts'
import type { KeyVault, LeftAlone } from './key-vault.ts'
import { isRingId, isStoredRingId } from './ring-id.ts'

/**
 * Key pairs at rest: one file per key, 0600, in a folder that is 0700. Opening it loads what is in it.
 * @param expected names of other files that may stand there
 */
export async function openFolderVault(path: string, expected: readonly string[] = []): Promise<KeyVault> {
  await makePrivateFolder(path)
  const found: KeyRecord[] = []
  const leftAlone: LeftAlone[] = []
  const isOurs = (name: string) => name.startsWith(LOCK_FILE) || expected.includes(name)
  const names = (await readdir(path)).filter((name) => !isOurs(name)).sort()
  await Promise.all(
    names.map(async (file) => {
      try {
        found.push(await loadKeyFile(path, file))
      } catch (error) {
        leftAlone.push({ file, why: error instanceof KeyRefused ? error.message : 'it cannot be read' })
      }
    }),
  )
  return {
    save: async (ringId, key) =>
      writeFileAtomically(join(path, fileOf(ringId, key.kid)), await encodeKeyRecord({ ringId, key })),
    remove: async (ringId, kid) => rm(join(path, fileOf(ringId, kid)), { force: true }),
    load: async (ringId, kid) => {
      try {
        return (await loadKeyFile(path, fileOf(ringId, kid))).key
      } catch {
        return undefined
      }
    },
    found,
    leftAlone,
  }
}

/** @throws Error for ids that are no names of files: whoever asks must have looked at them before. */
function fileOf(ringId: string, kid: string): string {
  // A key id is written like a ring id: both are names that are safe in a path.
  if (!isStoredRingId(ringId) || !isRingId(kid)) throw new Error('this is not the name of a key file')
  return `${ringId}.${kid}.json`
}

async function loadKeyFile(path: string, file: string): Promise<KeyRecord> {
  if (!file.endsWith('.json')) throw new KeyRefused('it does not belong here')
  const record = await decodeKeyRecord(await readFile(join(path, file), 'utf8'))
  if (file !== `${record.ringId}.${record.key.kid}.json`) throw new KeyRefused('its name does not fit its content')
  return record
}
