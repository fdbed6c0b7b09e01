import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { whyRefused } from '../files/file-trouble.ts'
import { LOCK_FILE } from '../files/folder-lock.ts'
import { makePrivateFolder, writeFileAtomically } from '../files/private-file.ts'
import { readUtf8File } from '../files/regular-file.ts'
import { isTemporary } from '../files/temporary-name.ts'
import { KeyRefused, KeysUnavailable } from '../keys/key-errors.ts'
import { decodeKeyRecord, encodeKeyRecord, type KeyRecord } from './key-record.ts'
import type { KeyVault, LeftAlone } from './key-vault.ts'
import { isRingId, isStoredRingId } from './ring-id.ts'

/**
 * Key pairs at rest: one file per key, 0600, in a folder that is 0700. Opening it loads what is in it.
 * @throws the platform's error when a file is there and cannot be read
 * @param expected names of other files that may stand there
 */
export async function openFolderVault(path: string, expected: readonly string[] = []): Promise<KeyVault> {
  await makePrivateFolder(path)
  const found: KeyRecord[] = []
  const leftAlone: LeftAlone[] = []
  // Another process may write a file right now; one that was never finished goes away when its time has come.
  const isOurs = (name: string) => name.startsWith(LOCK_FILE) || expected.includes(name) || isTemporary(name)
  const names = (await readdir(path)).filter((name) => !isOurs(name)).sort()
  await Promise.all(
    names.map(async (file) => {
      const record = await loadKeyFile(path, file).catch((error: unknown) => leaveAlone(error))
      if ('key' in record) found.push(record)
      else leftAlone.push({ file, ...record })
    }),
  )
  return {
    save: async (ringId, key) => {
      const file = join(path, fileOf(ringId, key.kid))
      const text = await encodeKeyRecord({ ringId, key })
      await writeFileAtomically(file, text).catch((error: unknown) => cannot('written to', path, error))
    },
    remove: async (ringId, kid) => {
      const file = join(path, fileOf(ringId, kid))
      await rm(file, { force: true }).catch((error: unknown) => cannot('written to', path, error))
    },
    load: async (ringId, kid) => {
      try {
        return (await loadKeyFile(path, fileOf(ringId, kid))).key
      } catch (error) {
        const code = codeOf(error)
        return code === undefined || code === 'ENOENT' ? undefined : cannot('read', path, error)
      }
    },
    async missing(keys) {
      const there = new Set(await readdir(path))
      return keys.map(({ ringId, kid }) => fileOf(ringId, kid)).filter((file) => !there.has(file))
    },
    found,
    leftAlone,
  }
}

/**
 * Damaged or foreign files are left where they are. One that cannot be read is another matter: were it taken for lost, a
 * new key would replace it, and what it signed would be refused for good.
 */
function leaveAlone(error: unknown): { why: string } {
  if (error instanceof KeyRefused) return { why: error.message }
  if (codeOf(error) === 'EISDIR') return { why: 'it is a folder' }
  throw error
}

function cannot(what: string, path: string, error: unknown): never {
  const why = whyRefused(error)
  if (why === undefined) throw error
  throw new KeysUnavailable(`the key folder "${basename(path)}" cannot be ${what}: ${why}`, { cause: error })
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/** @throws Error for ids that are no names of files: whoever asks must have looked at them before. */
function fileOf(ringId: string, kid: string): string {
  // A key id is written like a ring id: both are names that are safe in a path.
  if (!isStoredRingId(ringId) || !isRingId(kid)) throw new Error('this is not the name of a key file')
  return `${ringId}.${kid}.json`
}

async function loadKeyFile(path: string, file: string): Promise<KeyRecord> {
  if (!file.endsWith('.json')) throw new KeyRefused('it does not belong here')
  const text = await readUtf8File(join(path, file)).catch((error: unknown) => {
    throw codeOf(error) === 'EILSEQ' ? new KeyRefused('it is damaged: not UTF-8') : error
  })
  const record = await decodeKeyRecord(text)
  if (file !== `${record.ringId}.${record.key.kid}.json`) throw new KeyRefused('its name does not fit its content')
  return record
}
