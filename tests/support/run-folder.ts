import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
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
  const made = mkdtempSync(join(hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'jwt-sandbox-tests-'))
  chmodSync(made, 0o711) // some processes of tests run as nobody
  process.env['TMPDIR'] = folder = made
  return () => rmSync(made, { recursive: true, force: true, maxRetries: 5 })
}

function hasRoom(place: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(place)
    return bavail * bsize >= ROOM_NEEDED
  } catch {
    return false
  }
}
