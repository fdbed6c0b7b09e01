import { EventEmitter } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { STARTED_NAMES } from '#core/config/processes'
import { certifiedFolder } from '../../tests/support/folders.ts'
import { freePortSettings } from '../../tests/support/ports.ts'
import { startProcesses } from './start-processes.ts'

test('a start that takes long says for whom it waits, and is ready when all have said that they listen; an end does the same, and a second signal ends those that hang', async () => {
  const KEYS_FOLDER = await certifiedFolder()
  const clock = manualClock(0)
  const written: string[] = []
  const host = new EventEmitter()
  const { env: ports } = await freePortSettings() // where the neighbours do not find the factory, they wait for it a minute
  const env = { ...ports, KEYS_FOLDER, LOG_LEVEL: 'silent' }
  const write = (text: string) => written.push(text)
  const processes = startProcesses({ env, isPretty: true, clock, write, tell: write, host })
  onTestFinished(async () => {
    processes.stop()
    await processes.ended
    await rm(KEYS_FOLDER, { recursive: true, force: true })
  })
  clock.advance({ seconds: 30 })
  expect(written).toEqual([`Still waiting for ${STARTED_NAMES.join(', ')} to listen.\n`])

  expect(await processes.ready).toBe(true)
  clock.advance({ minutes: 5 })
  expect(written).toHaveLength(1)

  // One of them hangs, and hears no signal.
  const holder = await readFile(join(KEYS_FOLDER, 'servicea', '.lock-holder'), 'utf8')
  process.kill(Number(/process (\d+)/.exec(holder)?.[1]), 'SIGSTOP')
  host.emit('SIGINT')
  processes.stop()
  clock.advance({ seconds: 10 })
  await new Promise(setImmediate)
  clock.advance({ seconds: 10 })
  expect(written.at(-1)).toMatch(
    /^Still waiting for [\w, -]*servicea[\w, -]* to end\. Another Ctrl-C ends it at once\.\n$/,
  )
  host.emit('SIGINT')
  await processes.ended
})
