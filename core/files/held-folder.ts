import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { isBusy } from '../store/sqlite-errors.ts'
import { LOCK_FILE } from './folder-lock.ts'
import { canWriteTo, makePrivateFolder, readIfThere, writeFileAtomically } from './private-file.ts'

const HELD_FILE = `${LOCK_FILE}-held`
const HOLDER_FILE = `${LOCK_FILE}-holder`

/** Another process uses the key files of this folder. The message says which one, and what to do. */
export class FolderHeld extends Error {
  override readonly name = 'FolderHeld'
  readonly holder: string

  constructor(folder: string, holder: string) {
    super(`${holder} is using the keys in ${folder}. Stop it, or choose another KEYS_FOLDER.`)
    this.holder = holder
  }
}

export interface HeldFolder {
  /** Nobody else holds it, or could: then it is for this process to say how its keys are. */
  isAlone: boolean
  release(): void
}

export interface Hold {
  /** Who holds it, for whoever is refused: a process, its ports. */
  holder: string
  /** Those that share the state of their keys may hold it together. */
  isShared?: boolean
  /** How long somebody who is about to end is waited for, in milliseconds. */
  patience?: number
}

/** Milliseconds. */
const LOOK_AGAIN = 25
/** Whoever is about to end may still hold it. */
const TILL_IT_ENDS = 2000

/**
 * Holds a folder of key material for the life of this process: whoever keeps the state of its keys for itself must be
 * the only one that changes them. The lock is one of SQLite's: the operating system releases it when its holder dies,
 * by a kill too, and no process id is compared, which another process or container may have meanwhile.
 * Where nothing can be written nobody changes keys, and nothing is held.
 * @throws FolderHeld when another process has it
 */
export async function holdFolder(folder: string, hold: Hold, clock: Clock): Promise<HeldFolder> {
  const { holder, isShared = false, patience = TILL_IT_ENDS } = hold
  await makePrivateFolder(folder)
  if (!(await canWriteTo(folder))) return { isAlone: true, release: () => {} }
  let isAlone = false
  const lock = new DatabaseSync(join(folder, HELD_FILE), { timeout: 0 })
  try {
    const giveUpAt = clock.monotonic() + patience
    for (;;) {
      isAlone = take(lock, false)
      if (isAlone && !isShared) break
      if (isAlone) lock.exec('ROLLBACK')
      if (isShared && take(lock, true)) break
      if (clock.monotonic() >= giveUpAt) throw new FolderHeld(folder, await holderOf(folder))
      await clock.delay(LOOK_AGAIN)
    }
    // Of several, the first is named.
    if (isAlone) await writeFileAtomically(join(folder, HOLDER_FILE), `${holder}\n`)
  } catch (error) {
    lock.close()
    throw error
  }
  return { isAlone, release: () => void (lock.isOpen && lock.close()) }
}

function take(lock: DatabaseSync, isShared: boolean): boolean {
  try {
    // Reading takes SQLite's shared lock, and a transaction keeps it until its end, which never comes.
    lock.exec(isShared ? 'BEGIN; SELECT count(*) FROM sqlite_schema' : 'BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (!isBusy(error)) throw error
    if (lock.isTransaction) lock.exec('ROLLBACK')
    return false
  }
}

const holderOf = async (folder: string) => (await readIfThere(join(folder, HOLDER_FILE)))?.trim() || 'another process'
