import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { withFolderLock } from './folder-lock.ts'
import { isAbandoned, isTemporary } from './temporary-name.ts'

/** Where it cannot be known who writes, a younger file may be about to be renamed; so long ahead nobody writes. Milliseconds. */
const LEFT_AFTER = 60_000

/**
 * Removes what writes left in a folder that were cut short by a kill. Foreign files stay, whatever their names end with.
 * Tidying up is no reason not to start: what cannot be removed stays, too. The caller must not hold the folder's lock.
 */
export async function removeLeftovers(folder: string, clock: Clock): Promise<void> {
  try {
    if ((await findLeftovers(folder, clock)).length === 0) return
    await withFolderLock(folder, () => remove(folder, clock), clock)
  } catch {
    // A folder that is not there yet, or that may only be read.
  }
}

async function remove(folder: string, clock: Clock): Promise<void> {
  for (const name of await findLeftovers(folder, clock)) await rm(join(folder, name), { force: true })
}

async function findLeftovers(folder: string, clock: Clock): Promise<string[]> {
  const names = (await readdir(folder)).filter(isTemporary)
  const ages = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined) // renamed or removed meanwhile
      return found?.isFile() ? clock.now() - found.mtimeMs : undefined
    }),
  )
  return names.filter((name, index) => isLeft(name, ages[index]))
}

const isLeft = (name: string, age: number | undefined) =>
  age !== undefined && (Math.abs(age) > LEFT_AFTER || isAbandoned(name))
