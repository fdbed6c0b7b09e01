import { describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createControlledClock } from './controlled-clock.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const DAY = 86_400_000
const YEAR = 365 * DAY

function open() {
  const machine = manualClock(START)
  return { machine, clock: createControlledClock(machine) }
}

test('unless it is moved it is the clock of the machine, also when that is corrected', () => {
  const { machine, clock } = open()
  machine.advance({ seconds: 5 })
  machine.set(START + 1)
  expect(clock.now()).toBe(START + 1)
  expect(clock.monotonic()).toBe(machine.monotonic())
  expect(clock.state()).toEqual({ isMoved: false, now: START + 1, ahead: 0, speed: 1, skew: 0 })
})

test.each([
  ['set', (clock: ReturnType<typeof open>['clock']) => clock.set(START + YEAR), YEAR],
  ['set back', (clock: ReturnType<typeof open>['clock']) => clock.set(START - YEAR), -YEAR],
  ['skew', (clock: ReturnType<typeof open>['clock']) => clock.skew(-DAY), -DAY],
])('%s moves the time of day alone, and it goes on', (_name, move, by) => {
  const { machine, clock } = open()
  machine.advance({ seconds: 1 })
  const before = clock.monotonic()
  move(clock)
  expect(clock.monotonic()).toBe(before)
  const at = clock.now()
  expect(at).toBe(START + by + (by === -DAY ? 1000 : 0))
  machine.advance({ seconds: 1 })
  expect(clock.now() - at).toBe(1000)
  expect(clock.monotonic() - before).toBe(1000)
})

test('a skew is what it is, however often it is said', () => {
  const { clock } = open()
  clock.skew(DAY)
  clock.skew(DAY)
  expect(clock.now()).toBe(START + DAY)
  clock.skew(0)
  expect(clock.now()).toBe(START)
})

test('a frozen clock stands, and goes on where it stood', () => {
  const { machine, clock } = open()
  clock.freeze()
  machine.advance({ days: 1 })
  expect([clock.now(), clock.monotonic()]).toEqual([START, 0])
  clock.speed(1)
  machine.advance({ seconds: 1 })
  expect([clock.now(), clock.monotonic()]).toEqual([START + 1000, 1000])
})

test('a fast clock runs so many times as fast', () => {
  const { machine, clock } = open()
  clock.speed(60)
  machine.advance({ minutes: 1 })
  expect([clock.now(), clock.monotonic()]).toEqual([START + 3_600_000, 3_600_000])
  clock.speed(0.5)
  machine.advance({ seconds: 2 })
  expect(clock.monotonic()).toBe(3_601_000)
})

test('advance moves both times', async () => {
  const { clock } = open()
  expect(await clock.advance(DAY)).toEqual({ tasks: 0, isCut: false })
  expect([clock.now(), clock.monotonic()]).toEqual([START + DAY, DAY])
})

test('clocks that are told late of the same moment agree', () => {
  const machine = manualClock(START)
  const [one, two] = [createControlledClock(machine), createControlledClock(machine)]
  const both = () => [one.now() - START, two.now() - START]
  one.set(START + DAY, START)
  machine.advance({ milliseconds: 40 })
  two.set(START + DAY, START)
  expect(both()).toEqual([DAY + 40, DAY + 40])
  const at = machine.now()
  one.freeze(at)
  machine.advance({ milliseconds: 40 })
  two.freeze(at)
  expect(both()).toEqual([DAY + 40, DAY + 40])
  one.speed(60, machine.now())
  machine.advance({ milliseconds: 40 })
  two.speed(60, machine.now() - 40)
  expect(both()).toEqual([DAY + 2440, DAY + 2440])
})

test('reset goes back to the time of day of the machine; what was measured goes on', async () => {
  const { machine, clock } = open()
  await clock.advance(YEAR)
  clock.skew(-5)
  clock.speed(100)
  clock.reset()
  expect(clock.state()).toEqual({ isMoved: false, now: START, ahead: 0, speed: 1, skew: 0 })
  expect(clock.monotonic()).toBe(YEAR)
  machine.advance({ seconds: 1 })
  expect([clock.now(), clock.monotonic()]).toEqual([START + 1000, YEAR + 1000])
})

describe('what comes due', () => {
  function ticking(milliseconds: number, hint?: (now: number) => number) {
    const { machine, clock } = open()
    const at: number[] = []
    const stop = clock.every(milliseconds, () => at.push(clock.monotonic()), hint && (() => hint(clock.monotonic())))
    return { machine, clock, at, stop }
  }

  test('comes due by the machine while nothing is moved', () => {
    const { machine, at, stop } = ticking(1000)
    machine.advance({ milliseconds: 2500 })
    expect(at).toEqual([1000, 2000])
    stop()
    machine.advance({ seconds: 10 })
    expect(at).toHaveLength(2)
  })

  test('comes due sooner on a fast clock, and not at all on a frozen one', () => {
    const { machine, clock, at } = ticking(60_000)
    clock.speed(60)
    machine.advance({ milliseconds: 3500 })
    expect(at).toEqual([60_000, 120_000, 180_000])
    clock.freeze()
    machine.advance({ days: 1 })
    expect(at).toHaveLength(3)
    clock.speed(1)
    machine.advance({ milliseconds: 30_000 })
    expect(at).toHaveLength(4)
  })

  test('comes due at its own time and in order while the clock advances, and is waited for', async () => {
    const { clock } = open()
    const done: string[] = []
    clock.every(
      1000,
      async () => {
        const begun = clock.monotonic()
        await new Promise((resolve) => setImmediate(resolve))
        done.push(`a task of ${begun} done at ${clock.monotonic()}`)
      },
      () => (clock.monotonic() < 30_000 ? 30_000 - clock.monotonic() : Infinity),
    )
    void clock.delay(20_000).then(() => done.push(`a wait, over at ${clock.monotonic()}`))
    await clock.advance(40_000)
    expect(done).toEqual(['a wait, over at 20000', 'a task of 30000 done at 30000'])
    expect(clock.monotonic()).toBe(40_000)
  })

  test('a task is done only where its hint says that there is something to do', async () => {
    const { clock, at } = ticking(1000, (now) => Math.ceil((now + 1) / DAY) * DAY - now)
    expect(await clock.advance(3 * DAY)).toEqual({ tasks: 3, isCut: false })
    expect(at).toEqual([DAY, 2 * DAY, 3 * DAY])
  })

  test('a task without a hint is done now and then', async () => {
    const { clock, at } = ticking(1000)
    const { tasks, isCut } = await clock.advance(YEAR)
    expect(isCut).toBe(false)
    expect(tasks).toBeGreaterThan(10)
    expect(tasks).toBeLessThan(100)
    expect(at).toHaveLength(tasks)
  })

  test('a year full of small things is cut short, and the clock arrives all the same', async () => {
    const { clock } = ticking(1000, () => 0)
    expect(await clock.advance(YEAR)).toEqual({ tasks: 1000, isCut: true })
    expect(clock.monotonic()).toBe(YEAR)
  })

  test('a task that fails ends the advance for nobody else', async () => {
    const { clock } = open()
    clock.every(
      1000,
      () => Promise.reject(new Error('a bug')),
      () => (clock.monotonic() < 2000 ? 0 : Infinity),
    )
    await expect(clock.advance(5000)).rejects.toThrow('a bug')
    expect(clock.monotonic()).toBe(5000)
    await expect(clock.advance(0)).resolves.toMatchObject({ tasks: 0 })
  })

  test('two advances at once are one after the other', async () => {
    const { clock, at } = ticking(1000, (now) => (now < DAY ? DAY - now : Infinity))
    await Promise.all([clock.advance(DAY), clock.advance(DAY)])
    expect(clock.monotonic()).toBe(2 * DAY)
    expect(at).toEqual([DAY])
  })

  test('a wait that is given up is over', async () => {
    const { machine, clock } = open()
    const patience = new AbortController()
    const waited = clock.delay(1000, patience.signal)
    patience.abort(new Error('enough'))
    await expect(waited).rejects.toThrow('enough')
    machine.advance({ seconds: 2 })
  })
})
