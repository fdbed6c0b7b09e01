import { setImmediate as settled } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createTimeOfTraces } from './time-of-traces.ts'

const START = Date.parse('2026-11-27T12:00:00Z')
const MINUTE = 60_000

function open() {
  const clock = manualClock(START)
  const time = createTimeOfTraces(clock)
  const connect = (traceId: string, until = START + MINUTE) => time.untilExpiry(traceId, until)
  return {
    clock,
    time,
    connect,
    isOver: (...all: ReturnType<typeof connect>[]) => all.map(({ signal }) => signal.aborted),
  }
}

test('time passes for what one trace has opened, and for nobody else, however many do so at once', async () => {
  const { clock, time, connect, isOver } = open()
  const [one, same, other, third] = [connect('a'), connect('a', START + 3 * MINUTE), connect('b'), connect('c')]
  expect(await Promise.all([time.pass('a', 2 * MINUTE, undefined), time.pass('b', MINUTE - 1, undefined)])).toEqual([
    2, 1,
  ])
  expect([isOver(one, same, other, third), clock.now()]).toEqual([[true, false, false, false], START])
  clock.advance({ milliseconds: 1 })
  await settled()
  expect(isOver(one, same, other, third)).toEqual([true, false, true, false])
  await time.pass('c', 1000, undefined)
  await time.pass('c', 1000, undefined)
  clock.advance({ milliseconds: MINUTE - 2001 })
  await settled()
  expect(isOver(same, third)).toEqual([false, true])
  clock.advance({ milliseconds: 2000 })
  await settled()
  expect(isOver(same)).toEqual([true])
})

test('a token that has ended is no longer there, nor is a connection that was closed', async () => {
  const { time, connect, isOver } = open()
  const [ended, closed] = [connect('a'), connect('a', START + 5 * MINUTE)]
  expect(await time.pass('a', MINUTE, undefined)).toBe(2)
  expect(await time.pass('a', MINUTE, undefined)).toBe(1)
  closed.forget()
  expect([await time.pass('a', 9 * MINUTE, undefined), ...isOver(ended, closed)]).toEqual([0, true, false])
  closed.pass(9 * MINUTE) // by whoever has it still
  await settled()
  expect(isOver(closed)).toEqual([false])
})

test('what ends on the way comes of the step that let time pass, and nothing after it', async () => {
  const { time, connect } = open()
  const causes: (string | undefined)[] = []
  connect('a').signal.addEventListener('abort', () => causes.push(time.causeIn('a'), time.causeIn('b')))
  await time.pass('a', MINUTE, 'the step')
  expect([...causes, time.causeIn('a')]).toEqual(['the step', undefined, undefined])
})
