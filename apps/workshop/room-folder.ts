import { lstat, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { HERE, isRunning } from '#core/files/temporary-name'

/** Its name says which process made it, and where that id means something; earlier versions left the second out. */
const ROOM_FOLDER = /^jwt-workshop-(?<pid>\d{1,10})-(?:(?<machine>[\da-f]{8})-)?[A-Za-z0-9]{6}$/

/** A room that goes on says so at its folder: nobody of another machine or container can ask for its process. Milliseconds. */
const SAYS_SO_EACH = 60_000

/** A room that has said nothing for so long has ended, wherever it was. A laptop sleeps in between. Milliseconds. */
const ENDED_AFTER = 24 * 3600 * 1000

/** Those of this process: one that was killed may have had the same id, as the first of a container has. */
const ownFolders = new Set<string>()

/**
 * A folder for the keys of a room, that nobody else may look into and that goes with it. What rooms have left that were killed
 * is taken away first: of this machine at once, of another machine or container on the same folder after a day.
 * @param parent the folder for temporary files of this machine
 */
export async function openRoomFolder(parent: string, clock: Clock): Promise<{ path: string; close(): Promise<void> }> {
  await clearAfterTheDead(parent, clock.now())
  const path = await mkdtemp(join(parent, `jwt-workshop-${process.pid}-${HERE}-`))
  ownFolders.add(path)
  const stop = clock.every(SAYS_SO_EACH, () => sayThatItGoesOn(path, clock.now()))
  return {
    path,
    async close() {
      stop()
      await rm(path, { recursive: true, force: true, maxRetries: 10 })
      ownFolders.delete(path)
    },
  }
}

async function sayThatItGoesOn(path: string, now: number): Promise<void> {
  await utimes(path, now / 1000, now / 1000).catch(() => {}) // it may be going just now
}

async function clearAfterTheDead(parent: string, now: number): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  for (const name of names) {
    const { pid, machine } = ROOM_FOLDER.exec(name)?.groups ?? {}
    const path = join(parent, name)
    if (pid === undefined || ownFolders.has(path)) continue
    const found = await folderOfOurs(path)
    if (!found) continue
    const hasEnded = machine === HERE ? !isOfAnother(Number(pid)) : now - found.mtimeMs > ENDED_AFTER
    if (hasEnded) await rm(path, { recursive: true, force: true }).catch(() => {}) // next time, then
  }
}

const isOfAnother = (pid: number) => pid !== process.pid && isRunning(pid)

/** Others may write there, too: a link is followed nowhere, and what is theirs is left to them. */
async function folderOfOurs(path: string): Promise<Stats | undefined> {
  const found = await lstat(path).catch(() => undefined)
  const isOurs = found?.isDirectory() && (process.getuid === undefined || found.uid === process.getuid())
  return isOurs ? found : undefined
}
