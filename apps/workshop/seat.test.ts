import { expect, test, vi } from 'vitest'
import { createSeat, type OpenedSeat } from './seat.ts'

/** A seat whose sandboxes are made when the test says so. */
function scriptedSeat() {
  const openings: PromiseWithResolvers<OpenedSeat<string>>[] = []
  const signals: AbortSignal[] = []
  const closed: string[] = []
  const onChange = vi.fn<() => void>()
  const seat = createSeat<string>((signal) => {
    const opening = Promise.withResolvers<OpenedSeat<string>>()
    openings.push(opening)
    signals.push(signal)
    return opening.promise
  }, onChange)
  const opened = (name: string): OpenedSeat<string> => ({ console: name, close: async () => void closed.push(name) })
  return { seat, openings, signals, closed, opened, onChange }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('whoever comes while a sandbox is being made waits for the same one', async () => {
  const { seat, openings, opened } = scriptedSeat()
  expect(seat.state).toBe('asleep')
  const both = Promise.all([seat.wake(), seat.wake()])
  await turn()
  expect([seat.state, openings.length]).toEqual(['starting', 1])
  openings[0]?.resolve(opened('first'))
  expect(await both).toEqual(['first', 'first'])
  expect([seat.state, seat.console]).toEqual(['awake', 'first'])
})

test('one that is dropped while it is being made is closed all the same, and the next begins behind that', async () => {
  const { seat, openings, signals, closed, opened } = scriptedSeat()
  void seat.wake()
  await turn()
  const dropped = seat.drop()
  expect([seat.state, signals[0]?.aborted]).toEqual(['asleep', true])
  const next = seat.wake()
  await turn()
  expect(openings).toHaveLength(1)
  openings[0]?.resolve(opened('first'))
  await dropped
  expect([closed, seat.console]).toEqual([['first'], undefined])
  await turn()
  openings[1]?.resolve(opened('second'))
  expect(await next).toBe('second')
})

test('one that could not be made is tried again by who comes next', async () => {
  const { seat, openings, opened } = scriptedSeat()
  const failed = seat.wake()
  await turn()
  openings[0]?.reject(new Error('no port'))
  await expect(failed).rejects.toThrow('no port')
  expect(seat.state).toBe('asleep')
  const next = seat.wake()
  await turn()
  openings[1]?.resolve(opened('second'))
  expect(await next).toBe('second')
})

test('to drop what is not there changes nothing', async () => {
  const { seat, onChange } = scriptedSeat()
  await seat.drop()
  expect(onChange).not.toHaveBeenCalled()
})
