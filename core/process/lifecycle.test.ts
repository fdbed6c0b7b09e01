import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { endProcess, runUntilSignal, untilSecondSignal, untilSignal, type Running } from './lifecycle.ts'

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends the wait, and another one does no harm', async (signal) => {
  const process = new EventEmitter()
  const waiting = untilSignal(process)
  expect(process.emit(signal)).toBe(true)
  expect(process.emit(signal)).toBe(true)
  expect(await waiting).toBe(signal)
})

test('a signal within moments is the same one; one that comes later wants the end at once', async () => {
  const process = new EventEmitter()
  const clock = manualClock(0)
  let isHurried = false
  const hurried = untilSecondSignal(process, clock).then(() => (isHurried = true))
  process.emit('SIGINT')
  clock.advance({ milliseconds: 2999 })
  process.emit('SIGTERM')
  await new Promise(setImmediate)
  expect(isHurried).toBe(false)
  clock.advance({ milliseconds: 1 })
  process.emit('SIGINT')
  await hurried
})

const never = new Promise<never>(() => {})
const done = Promise.resolve()

test('a process that has closed everything exits, and one for which nobody wants to wait ends all the same', async () => {
  const ended: unknown[] = []
  const process = { pid: 7, exit: (code: number) => ended.push(code), kill: (...how: unknown[]) => ended.push(how) }
  await endProcess(process, done, never)
  await endProcess(process, never, done)
  expect(ended).toEqual([0, [7, 'SIGKILL']])
})

/** A process with nothing in it, and how it has ended: with an exit code, or by which signal. */
function emptyProcess() {
  const ended = Promise.withResolvers<number | string>()
  const killed: string[] = []
  const kill = (_pid: number, signal: string) => {
    killed.push(signal)
    if (process.listenerCount(signal) === 0) ended.resolve(signal) // else it is heard
  }
  const process = Object.assign(new EventEmitter(), { pid: 7, exit: ended.resolve, kill })
  return { process, ended: ended.promise, killed }
}

/** A start that comes to its end when a test says so. */
function slowStart() {
  const { promise, resolve, reject } = Promise.withResolvers<Running>()
  let isClosed = false
  return {
    start: () => promise,
    end: () => resolve({ close: async () => void (isClosed = true) }),
    fail: reject,
    isClosed: () => isClosed,
  }
}

const turn = () => new Promise(setImmediate)

test('what runs until a signal is closed at the first one, in the moment after it has said that it listens', async () => {
  const { process, ended } = emptyProcess()
  const { start, end, isClosed } = slowStart()
  const running = runUntilSignal(process, manualClock(0), async () => {
    const started = await start()
    process.emit('SIGTERM')
    return started
  })
  end()
  expect([await running, await ended, isClosed()]).toEqual([0, 0, true])
})

test('a signal during the start is heard when there is something to close', async () => {
  const { process, ended, killed } = emptyProcess()
  const clock = manualClock(0)
  const { start, end, isClosed } = slowStart()
  const running = runUntilSignal(process, clock, start)
  process.emit('SIGINT')
  await turn()
  clock.advance({ milliseconds: 2999 })
  end()
  expect([await running, await ended, isClosed()]).toEqual([0, 0, true])
  clock.advance({ seconds: 1 })
  await turn()
  expect(killed).toEqual([])
})

test('one that has not started three seconds later ends by the signal itself', async () => {
  const { process, ended } = emptyProcess()
  const clock = manualClock(0)
  void runUntilSignal(process, clock, slowStart().start)
  process.emit('SIGHUP')
  await turn()
  clock.advance({ seconds: 3 })
  expect(await ended).toBe('SIGHUP')
})

test('where a process cannot end by a signal, it exits with the code of a shell for it', async () => {
  const { process, ended } = emptyProcess()
  process.kill = () => {
    throw new Error('ENOSYS')
  }
  void runUntilSignal(process, manualClock(0), async () => undefined).catch(() => {})
  process.emit('SIGTERM')
  expect(await ended).toBe(128 + 15)
})

test('a start that fails is told, and signals end the process again', async () => {
  const { start, fail } = slowStart()
  const { process } = emptyProcess()
  const running = runUntilSignal(process, manualClock(0), start)
  fail(new Error('its port is taken'))
  await expect(running).rejects.toThrow('its port is taken')
  expect(process.listenerCount('SIGTERM')).toBe(0)
})

test('a start that fails after a signal, or has nothing to run, ends by the signal', async () => {
  const failing = emptyProcess()
  const { start, fail } = slowStart()
  const running = runUntilSignal(failing.process, manualClock(0), start)
  failing.process.emit('SIGTERM')
  fail(new Error('it was told to end'))
  await expect(running).rejects.toThrow('it was told to end')
  expect(await failing.ended).toBe('SIGTERM')
  const done = emptyProcess()
  void runUntilSignal(done.process, manualClock(0), async (told) => void (done.process.emit('SIGINT'), await told))
  expect(await done.ended).toBe('SIGINT')
})

test.each([
  [undefined, 0],
  [0, 0],
  [3, 3],
])('where nothing is to run (%s), the exit code is %i', async (outcome, code) => {
  const { process } = emptyProcess()
  expect(await runUntilSignal(process, manualClock(0), async () => outcome)).toBe(code)
  expect(process.listenerCount('SIGINT')).toBe(0)
})

test('what ends by itself is closed, and it is said why; a signal, also an earlier one, waits for nothing', async () => {
  const gone = Promise.resolve('its token was refused')
  const { process } = emptyProcess()
  const one = runUntilSignal(process, manualClock(0), async () => ({ close: async () => {}, ended: gone }))
  await expect(one).rejects.toThrow('its token was refused')
  for (const when of ['before', 'later']) {
    const other = runUntilSignal(process, manualClock(0), async () => {
      if (when === 'before') process.emit('SIGINT')
      return { close: () => never, ended: gone }
    })
    const told = expect(other).rejects.toThrow('its token was refused')
    await turn()
    if (when === 'later') process.emit('SIGINT')
    await told
  }
})
