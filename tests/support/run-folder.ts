import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** In memory: a test waits for no disk. Linux has it. */
const IN_MEMORY = '/dev/shm'
/** A container may have next to nothing there. */
const ROOM_NEEDED = 1e9

let folder: string | undefined

/**
 * Global set-up: all temporary folders of a run of tests, and of the processes that it starts, lie in one, which is gone
 * with the run: workers are killed, and clear away nothing. @returns the tear-down; none where it is done already, for
 * each project asks.
 */
export function setup(): (() => void) | undefined {
  if (folder !== undefined || process.platform === 'win32') return undefined // there the name has another variable
  const place = hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir()
  removeAbandoned(place)
  const made = mkdtempSync(join(place, `jwt-sandbox-tests-${process.pid}-`))
  chmodSync(made, 0o711) // some processes of tests run as nobody
  process.env['TMPDIR'] = folder = made
  return () => rmSync(made, { recursive: true, force: true, maxRetries: 5 })
}

/** A run that was killed has left its folder, which takes memory. */
function removeAbandoned(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = Number(/^jwt-sandbox-tests-(\d+)-/.exec(name)?.[1])
    if (pid > 0 && !isRunning(pid)) rmSync(join(place, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function hasRoom(place: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(place)
    return bavail * bsize >= ROOM_NEEDED
  } catch {
    return false
  }
}
