import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import type { ConsoleFigure } from './console-figures.ts'
import type { Plan, TellProgress } from './load.ts'
import { startWhole } from './start-times.ts'
import { spread } from './summary.ts'
import { cpuSeconds, familyOf, proportionalMegabytes } from './usage.ts'

/** What a machine gives to all processes of `npm start` together, and less than which it is to be. */
const LIMITS = {
  'npm start, without any keys, until all is ready': { unit: 's', aim: 5 },
  'its processes with nothing to do, of a core': { unit: '%', aim: 2 },
  'the memory of all of them (proportional set size)': { unit: 'MB', aim: 600 },
} as const

/** Their names. */
export const WHOLE_ROWS: readonly string[] = Object.keys(LIMITS)

/** Starts all of it, without any keys each time, and watches it with nothing to do. @param folder where keys can be put */
export async function measureWhole(plan: Plan, folder: string, tell: TellProgress): Promise<ConsoleFigure[]> {
  const all: [seconds: number, idle: number, memory: number][] = []
  for (let time = 1; time <= plan.starts; time++) {
    tell(`All of it, ${time} of ${plan.starts} …`)
    const keysFolder = join(folder, 'whole-keys')
    await rm(keysFolder, { recursive: true, force: true })
    const { seconds, pid, stop } = await startWhole('npm', keysFolder)
    try {
      all.push([seconds, ...(await watchIdle(pid, plan.idleSeconds))])
    } finally {
      await stop()
    }
  }
  return Object.entries(LIMITS).map(([name, limit], column) => ({
    name,
    ...limit,
    ...spread(all.map((figures) => figures[column] ?? Number.NaN)),
  }))
}

/** @returns what part of a core it takes, in percent, and the memory after that */
async function watchIdle(pid: number, { settle, watch }: Plan['idleSeconds']): Promise<[idle: number, memory: number]> {
  await systemClock.delay(settle * 1000)
  const family = familyOf(pid)
  const used = () => sumOf(family.map(cpuSeconds))
  const before = used()
  const begin = systemClock.monotonic()
  await systemClock.delay(watch * 1000)
  const seconds = (systemClock.monotonic() - begin) / 1000
  return [(100 * (used() - before)) / seconds, sumOf(family.map(proportionalMegabytes))]
}

/** NaN where nothing could be read. */
const sumOf = (figures: readonly number[]) =>
  figures.length === 0 ? Number.NaN : figures.reduce((sum, each) => sum + each, 0)
