import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import { openTestSandbox } from './support/sandbox.ts'
import { onUnix } from './support/needs.ts'

/** The clock of this machine, with one tick more for everybody. */
function tickingClock(): { clock: Clock; tickAll: () => void } {
  const tasks = new Set<() => void>()
  const every: Clock['every'] = (milliseconds, task) => {
    tasks.add(task)
    const stop = systemClock.every(milliseconds, task)
    return () => (tasks.delete(task), stop())
  }
  return { clock: { ...systemClock, every }, tickAll: () => [...tasks].forEach((task) => task()) }
}

onUnix.test('every process notices that the lock of its folder was removed, and takes it again', async () => {
  const { clock, tickAll } = tickingClock()
  const sandbox = await openTestSandbox({ clock, env: { STORE: 'sqlite' } })
  onTestFinished(() => sandbox.close())
  const holders = ['jwt-factory', 'servicea', 'serviceb', 'servicec']
  for (const name of holders) await rm(join(sandbox.keysFolder, name, '.lock-held'))
  tickAll()
  for (const name of holders) expect(await readdir(join(sandbox.keysFolder, name))).toContain('.lock-held')
  const told = sandbox.logs.filter((line) => line.includes('folder-lock-taken-again'))
  expect(told.map((line) => JSON.parse(line).name).sort()).toEqual(holders)
})
