import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { onUnix } from '../../tests/support/needs.ts'
import { freePorts } from '../../tests/support/ports.ts'
import { PROJECT } from '../../tests/support/project-files.ts'
import { until } from '../../tests/support/until.ts'
import { startSandbox } from '../testing.ts'
import { runProgram } from './run-program.ts'

const isTaken = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: 'localhost' })
    socket.once('connect', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })

const isFree = async (port: number) => !(await isTaken(port))

/** Listens at PORT, and not at once where it is to be slow. */
const SERVER = `setTimeout(() => require('node:http').createServer((q, r) => r.end('{}')).listen(process.env.PORT, 'localhost'), process.env.SLOW)`
const BY_SHELL = ['sh', '-c', '"$NODE" -e "$SERVER"; true'] as const
const said = (port: number) => ({ NODE: process.execPath, SERVER, PORT: String(port), SLOW: '0' })

const portNow = async () => (await freePorts(1))[0] as number

onUnix.test('what a shell has started ends with it, and holds nobody', async () => {
  const port = await portNow()
  const program = runProgram({ command: BY_SHELL, env: said(port), port, clock: systemClock, write: () => {} })
  await program.untilListening()
  await program.end()
  expect(await isTaken(port)).toBe(false)
  await program.end()
})

onUnix.test('a test process that is killed leaves no program', async () => {
  const port = await portNow()
  const start = { command: BY_SHELL, env: said(port), port }
  const text = `
      import { systemClock } from '#core/clock'
      import { runProgram } from './testkit/cast/run-program.ts'
      await runProgram({ ...${JSON.stringify(start)}, clock: systemClock, write() {} }).untilListening()
      console.log('it listens')
      await systemClock.delay(${10 * 60_000})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(await isTaken(port)).toBe(true)
  child.kill('SIGKILL')
  await until('its program has ended', () => isFree(port))
})

test('a start that fails leaves no program that was not ready yet', async () => {
  const started = Promise.withResolvers<number>()
  const failing = startSandbox({
    serviceb: {
      async appAt() {
        await started.promise
        throw new Error('it cannot be made')
      },
    },
    servicec: {
      command: [process.execPath, '-e', `console.log('pid', process.pid); ${SERVER}`],
      env: { SLOW: '600000' },
    },
    log: (line) => void (line.startsWith('pid') && started.resolve(Number(line.slice(3)))),
  })
  await expect(failing).rejects.toThrow('it cannot be made')
  const pid = await started.promise
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
