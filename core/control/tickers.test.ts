import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createControlledClock } from './controlled-clock.ts'

// What comes due, on a clock that is moved.

const HOUR = 3_600_000
const DAY = 24 * HOUR
const YEAR = 365 * DAY

function openClock() {
  const machine = manualClock('2026-01-01T00:00:00Z')
  return { machine, clock: createControlledClock(machine) }
}

function ticking(milliseconds: number, hint?: (now: number) => number) {
  const { machine, clock } = openClock()
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
  const { clock } = openClock()
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
  const { clock, at } = ticking(1000, () => 0)
  const { tasks, isCut } = await clock.advance(YEAR)
  expect(isCut).toBe(true)
  expect(tasks).toBeGreaterThan(1000)
  expect(tasks).toBeLessThan(1100)
  expect(at).toEqual([...at].sort((a, b) => a - b))
  expect(clock.monotonic()).toBe(YEAR)
})

/** As keys do: one is published for a while before it signs, and signs for so long. */
function changingKeys({ life, ahead }: { life: number; ahead: number }, makeTime = () => {}) {
  const { machine, clock } = openClock()
  let signsSince = 0
  let preparedAt: number | undefined
  const due = () =>
    preparedAt === undefined ? signsSince + life - ahead : Math.max(signsSince + life, preparedAt + ahead)
  clock.every(
    1000,
    () => {
      makeTime()
      const now = clock.monotonic()
      if (now < due()) return
      signsSince = preparedAt === undefined ? signsSince : now
      preparedAt = preparedAt === undefined ? now : undefined
    },
    () => Math.max(0, due() - clock.monotonic()),
  )
  return { machine, clock, age: () => clock.monotonic() - signsSince }
}

const MINUTE = 60_000

test.each([
  [2 * HOUR, MINUTE, YEAR],
  [2 * HOUR, MINUTE, 100 * YEAR],
  [2 * HOUR, 10 * MINUTE, YEAR],
  [MINUTE, 5000, YEAR],
  [7 * MINUTE, MINUTE, 80 * DAY],
])('what lives for %d ms and takes %d ms to replace is young after a leap over %d ms', async (life, ahead, by) => {
  const { clock, age } = changingKeys({ life, ahead })
  expect(await clock.advance(by)).toMatchObject({ isCut: true })
  expect(age()).toBeLessThan(2 * life)
})

test('where there was no time for all that, what is late has its turn, and nobody waits for longer', async () => {
  const { machine, clock, age } = changingKeys({ life: 2 * HOUR, ahead: MINUTE }, () =>
    machine.advance({ milliseconds: 9000 }),
  )
  expect(await clock.advance(YEAR)).toEqual({ tasks: 4, isCut: true })
  expect(machine.monotonic()).toBe(4 * 9000)
  expect(age()).toBeLessThan(HOUR)
})

test('a task that fails ends the advance for nobody else', async () => {
  const { clock } = openClock()
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
  const { machine, clock } = openClock()
  const patience = new AbortController()
  const waited = clock.delay(1000, patience.signal)
  patience.abort(new Error('enough'))
  await expect(waited).rejects.toThrow('enough')
  machine.advance({ seconds: 2 })
})
