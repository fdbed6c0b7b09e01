import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { lstat, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

const FOLDER_PREFIX = 'jwt-sandbox-test-'

const OWNED = /^jwt-sandbox-test-(?<where>[0-9a-f]{8})-(?<pid>\d{1,10})-(?<begun>\d+)-\w{6}$/

/** Process ids mean something on one machine, and within one container: folders for temporary files are shared by several now and then. */
function whereIdsCount(): string {
  const space = tryTo(() => readlinkSync('/proc/self/ns/pid')) ?? ''
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8)
}

/** When a process has begun, so that another one with its id is told from it: in ticks of Linux, and 0 where that is not known. */
function beginOf(pid: number | 'self'): string {
  const text = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? ''
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '0' // starttime of proc(5); the name before may have spaces
}

/** How the name of a folder begins that this process owns; six letters follow. */
export const ownedPrefix = (): string => `${FOLDER_PREFIX}${whereIdsCount()}-${process.pid}-${beginOf('self')}-`

/**
 * Removes folders whose process is gone: it was killed. Those of other machines, of other people and of processes that live stay, and what
 * cannot be removed stays, too.
 * @param parent the folder for temporary files
 */
export async function removeOrphans(parent: string): Promise<void> {
  const here = whereIdsCount()
  for (const name of await readdir(parent).catch(() => [])) {
    const { where, pid, begun } = OWNED.exec(name)?.groups ?? {}
    if (where !== here || doesOwnerRun(Number(pid), begun)) continue
    const path = join(parent, name)
    const found = await lstat(path).catch(() => undefined)
    const isOurs = found?.isDirectory() && (process.getuid === undefined || found.uid === process.getuid())
    if (isOurs) await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

function doesOwnerRun(pid: number, begun: string | undefined): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return Object(error).code === 'EPERM' // there is one, of somebody else
  }
  return beginOf(pid) === begun
}

function tryTo<Result>(task: () => Result): Result | undefined {
  try {
    return task()
  } catch {
    return undefined
  }
}
