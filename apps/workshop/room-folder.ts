import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning } from '#core/files/temporary-name'

/** The process in its name tells whether the room still runs. */
const ROOM_FOLDER = /^jwt-workshop-(\d{1,10})-[A-Za-z0-9]{6}$/

/**
 * A folder for the keys of a room, that nobody else may look into and that goes with it. What rooms have left that were killed
 * is taken away first.
 * @param parent the folder for temporary files of this machine
 */
export async function openRoomFolder(parent: string): Promise<{ path: string; close(): Promise<void> }> {
  await clearAfterTheDead(parent)
  const path = await mkdtemp(join(parent, `jwt-workshop-${process.pid}-`))
  return { path, close: () => rm(path, { recursive: true, force: true, maxRetries: 10 }) }
}

async function clearAfterTheDead(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  for (const name of names) {
    const [, pid] = ROOM_FOLDER.exec(name) ?? []
    if (pid === undefined || isRunning(Number(pid))) continue
    const path = join(parent, name)
    if (await isOwnFolder(path)) await rm(path, { recursive: true, force: true }).catch(() => {}) // next time, then
  }
}

/** Others may write there, too: a link is followed nowhere, and what is theirs is left to them. */
async function isOwnFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  return found !== undefined && found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid())
}
