import { expect, test } from 'vitest'
import { CannotBeMade } from '#attacks'
import { systemClock } from '#core/clock'
import { createControlledClock } from '#core/control/controlled-clock'
import { clockSchema, moveClock } from '#core/control/move-clock'
import type { AskControl } from './ask-control.ts'
import { openMovedClock } from './moved-clocks.ts'
import { createMovedTime, openTimeOfRun } from './time-of-run.ts'
import { createUndoing } from './undo-all.ts'

/** The control plane of one process, as far as its clock goes. */
function controlOfClock() {
  const clock = createControlledClock(systemClock)
  const ask = async (method: string, _path: string, body?: object) => {
    if (method === 'PUT') await moveClock(clock, clockSchema.parse(body))
    const { isMoved, now, ahead, speed } = clock.state()
    return { set: [], clock: { moved: isMoved, now: new Date(now).toISOString(), aheadMs: Math.round(ahead), speed } }
  }
  return { clock, ask: Object.assign(ask, { close: () => {} }) as AskControl }
}

/** Two clocks are read one after the other, on a machine that has much else to do. */
const expectNear = (milliseconds: number, seconds: number) =>
  expect(Math.abs(milliseconds / 1000 - seconds)).toBeLessThan(20)

test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
  'the clock of a factory that is the target, as %s, is moved once and not twice, and its time is known',
  async (target) => {
    const { clock, ask } = controlOfClock()
    const factoryClock = await openMovedClock(ask, systemClock)
    const time = await openTimeOfRun(
      {
        clock: systemClock,
        factoryUrl: new URL('http://localhost:3000'),
        factoryClock,
        targetControlUrl: new URL(target),
        notesAt: () => undefined,
      },
      createUndoing(),
    )
    const ahead = () => [clock.state().ahead, factoryClock.now() - systemClock.now()]
    for (const [seconds, of, then] of [
      [60, 'all', 60],
      [-60, 'all', 0],
      [-1801, 'all', -1801],
      [1801, 'all', 0],
      [-3600, 'target', -3600],
      [3600, 'target', 0],
      [60, 'all', 60],
    ] as const) {
      await time.move(seconds, of)
      for (const by of ahead()) expectNear(by, then)
    }
    await time.moveBack()
    expect(clock.isMoved()).toBe(false)
  },
)

test('another process has a clock of its own: where that cannot be told, the run waits', async () => {
  const { clock, ask } = controlOfClock()
  const undoing = createUndoing()
  const time = await openTimeOfRun(
    {
      clock: systemClock,
      factoryUrl: new URL('http://localhost:3000'),
      factoryClock: await openMovedClock(ask, systemClock),
      targetControlUrl: new URL('http://localhost:9'),
      patienceSeconds: 3,
      notesAt: () => undefined,
    },
    undoing,
  )
  expect(time.whyNot).toMatch(/the target/)
  await expect(time.move(4, 'all')).rejects.toThrow('waits 3 s at most')
  expect(clock.isMoved()).toBe(false)
  await undoing.all()
})

test.each([
  ['the next is heard', true],
  ['none is heard until the run ends', false],
])(
  'an order is carried out, its answer is lost, and %s: the clock goes to where somebody had set it',
  async (_, isHeard) => {
    for (const seconds of [60, -1801]) {
      const { clock, ask } = controlOfClock()
      clock.skew(300_000)
      let orders = 0
      let isDeaf = false
      const lossy = async (...asked: Parameters<AskControl>) => {
        if (asked[0] !== 'PUT') return ask(...asked)
        if (isDeaf) throw new CannotBeMade('it says nothing')
        const answer = await ask(...asked)
        if (++orders > 1) return answer
        isDeaf = !isHeard
        throw new CannotBeMade('it says nothing')
      }
      const moved = await openMovedClock(Object.assign(lossy, { ...ask }), systemClock)
      await expect(moved.move(seconds)).rejects.toThrow('it says nothing')
      expectNear(clock.state().ahead, isHeard ? 300 : 300 + seconds)
      isDeaf = false
      await moved.moveBack()
      expectNear(clock.state().ahead, 300)
      expect(clock.isMoved()).toBe(true)
    }
  },
)

test.each([60, -1801])(
  'where one of two clocks does not move by %s s, the other does not stay apart from it',
  async (seconds) => {
    const issuer = controlOfClock()
    const target = controlOfClock()
    const stubborn = async (...asked: Parameters<AskControl>) => {
      if (asked[0] === 'PUT') throw new CannotBeMade('it says nothing')
      return target.ask(...asked)
    }
    const time = createMovedTime(
      await openMovedClock(issuer.ask, systemClock),
      await openMovedClock(Object.assign(stubborn, { ...target.ask }), systemClock),
    )
    await expect(time.move(seconds, 'all')).rejects.toThrow('it says nothing')
    expectNear(issuer.clock.state().ahead, 0)
    await time.moveBack()
    expect(issuer.clock.isMoved()).toBe(false)
  },
)
