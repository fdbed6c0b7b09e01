import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { watchFiles } from '../store/same-files.ts'
import { isBusy } from '../store/sqlite-errors.ts'
import { LOCK_FILE } from './folder-lock.ts'
import { removeLeftovers } from './leftovers.ts'
import { lockFault, openLockFile } from './lock-file.ts'
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
  /**
   * From now on looks every second whether the lock in the folder is still this one, until it is released. When somebody
   * removed its file, it is taken again, before the next who comes has it; when they have it already, that is an error.
   */
  watch(log: HoldLog): void
  release(): void
}

/** As much of a log as a holder needs. */
export interface HoldLog {
  warn(fields: object, event: string): void
  error(fields: object, event: string): void
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
 * @throws FolderHeld when another process has it; FileUnavailable when the file of the lock is none
 */
export async function holdFolder(folder: string, hold: Hold, clock: Clock): Promise<HeldFolder> {
  const { holder, isShared = false, patience = TILL_IT_ENDS } = hold
  await makePrivateFolder(folder)
  if (!(await canWriteTo(folder))) return { isAlone: true, watch: () => {}, release: () => {} }
  let isAlone = false
  const lock = openLock(folder)
  try {
    const giveUpAt = clock.monotonic() + patience
    for (;;) {
      isAlone = takeFirst(lock, folder)
      if (isAlone && !isShared) break
      if (isAlone) lock.exec('ROLLBACK')
      if (isShared && take(lock, true)) break
      if (clock.monotonic() >= giveUpAt) throw new FolderHeld(folder, await holderOf(folder))
      await clock.delay(LOOK_AGAIN)
    }
    if (isAlone) await removeLeftovers(folder, clock)
    // Of several, the first is named.
    if (isAlone) await writeFileAtomically(join(folder, HOLDER_FILE), `${holder}\n`)
  } catch (error) {
    lock.close()
    throw error
  }
  return { isAlone, ...lookedAfter(lock, folder, hold, clock) }
}

const openLock = (folder: string) => openLockFile(join(folder, HELD_FILE))

/** How often the file of the lock is looked at. Milliseconds. */
const WATCH_EVERY = 1000

/** A lock whose file may be removed: then it keeps nobody out, and has to be taken anew. */
function lookedAfter(first: DatabaseSync, folder: string, { holder, isShared = false }: Hold, clock: Clock) {
  const file = join(folder, HELD_FILE)
  let lock = first
  let goneFile = watchFiles([file])
  let isOthers = false
  let stop: (() => void) | undefined

  /** @returns whether it is ours again */
  function takeAgain(): boolean {
    const next = openLock(folder)
    if (!take(next, isShared)) {
      next.close()
      return false
    }
    lock.close()
    lock = next
    goneFile = watchFiles([file])
    return true
  }

  async function look(log: HoldLog): Promise<void> {
    if (goneFile() === undefined) return
    const wasOthers = isOthers
    isOthers = !takeAgain()
    if (!isOthers) {
      log.warn({ file: HELD_FILE, advice: TAKEN_AGAIN }, 'folder-lock-taken-again')
      await writeFileAtomically(join(folder, HOLDER_FILE), `${holder}\n`)
    } else if (!wasOthers) log.error({ holder: await holderOf(folder), advice: STOP_ONE }, 'folder-held-by-another')
  }

  return {
    watch(log: HoldLog) {
      const trouble = (error: unknown) => log.warn({ file: HELD_FILE, reason: String(error) }, 'folder-lock-gone')
      stop = clock.every(WATCH_EVERY, () => void look(log).catch(trouble))
    },
    release() {
      stop?.()
      if (lock.isOpen) lock.close()
    },
  }
}

const TAKEN_AGAIN = 'somebody removed or replaced the file of the lock, which keeps other processes out: leave it there'
const STOP_ONE =
  'somebody removed the lock of this process, and another one uses the same keys by now: stop one of both, for each changes them without the other'

/** What is no lock is found out here. */
function takeFirst(lock: DatabaseSync, folder: string): boolean {
  try {
    return take(lock, false)
  } catch (error) {
    throw lockFault(join(folder, HELD_FILE), error)
  }
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
