import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** What a program may wait for when it is told to end. */
const STARTS = {
  'a start that hangs': 'await new Promise(() => {})',
  'a start that fails then': "await told; throw new Error('it was told to end')",
  'a command with nothing to run': 'await told',
}

const program = (start: string) => `
  import { systemClock } from './core/clock.ts'
  import { runUntilSignal } from './core/process/lifecycle.ts'
  process.exitCode = await runUntilSignal(process, systemClock, async (told) => {
    void systemClock.delay(1e6) // as a server that listens keeps it alive
    process.stdout.write('it hears signals')
    ${start}
  })
`

/** How it ends when it is told to. */
async function endingOf(start: string, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(start)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  child.kill(signal)
  return once(child, 'exit')
}

test.concurrent.each(Object.entries(STARTS))('%s ends by the signal itself', async (_what, start) => {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
  const endings = await Promise.all(signals.map((signal) => endingOf(start, signal)))
  expect(endings).toEqual(signals.map((signal) => [null, signal]))
})
