import { randomUUID } from 'node:crypto'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#core/clock'

const MINUTE = 60_000

/** Puts a file where a write was cut short so many milliseconds ago. @returns its name */
export async function leaveBehind(folder: string, file: string, clock: Clock, age = MINUTE + 1): Promise<string> {
  const name = `${file}.${randomUUID()}.tmp`
  const at = (clock.now() - age) / 1000
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), 'half of it')
  await utimes(join(folder, name), at, at)
  return name
}
