import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startChild } from '../../../apps/sandbox/child.ts'
import type { MeasuredProcess } from '../measured-process.ts'

export const PEOPLE_LABELS = ['people', 'people-hello'] as const
export type PeopleLabel = (typeof PEOPLE_LABELS)[number]

/** Starts people with the seed's own data in a folder, and the hello that they are held against, on free ports. */
export async function startPeopleProcesses(
  folder: string,
): Promise<{ processes: Record<PeopleLabel, MeasuredProcess>; stop: () => Promise<void> }> {
  const keysFolder = join(folder, 'people')
  await mkdir(keysFolder, { recursive: true })
  const start = async (name: PeopleLabel) => {
    const child = await startChild(['tests/bench/people/main.ts', name], folder, { PEOPLE_FOLDER: keysFolder })
    return { ...child, keysFolder, ca: '', certifiedName: 'localhost' }
  }
  const people = await start('people')
  try {
    const hello = await start('people-hello')
    const stop = async () => void (await Promise.all([people.stop(), hello.stop()]))
    return { processes: { people, 'people-hello': hello }, stop }
  } catch (error) {
    await people.stop()
    throw error
  }
}
