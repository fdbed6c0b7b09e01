import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import type { AskControl } from './ask-control.ts'
import { openMovedClock } from './moved-clocks.ts'
import { createPublishing } from './published-rules.ts'
import { until } from '../../../tests/support/until.ts'

const STATE = {
  set: [],
  clock: { moved: false, now: '2026-01-01T00:00:00.000Z', aheadMs: 0, speed: 1 },
}

/** A factory that answers an order to change something as late as the test says. */
function slowFactory() {
  const asked: string[] = []
  const { promise: isChanged, resolve: change } = Promise.withResolvers<void>()
  const ask = async (method: string, path: string) => {
    asked.push(`${method} ${path}`)
    if (method === 'GET') return path === '/control/faults' ? { faults: [] } : STATE
    if (method !== 'DELETE') await isChanged
    return {}
  }
  const untilAsked = (what: string) => until(what, () => asked.some((each) => each.startsWith(what)))
  return { ask: Object.assign(ask, { close: () => {} }) as AskControl, asked, change, untilAsked }
}

test('a key set that is just being published when the run ends is taken back, and no other is published', async () => {
  const { ask, asked, change, untilAsked } = slowFactory()
  const publishing = createPublishing({ ask, clock: systemClock, runId: 'x', keySetPath: undefined })
  const published = publishing.publish({ jwks: { keys: [] } })
  await untilAsked('POST')
  const closing = publishing.close()
  change()
  await closing
  await published
  expect(asked.at(-1)).toBe('DELETE /control/faults/probe-x-1')
  await expect(publishing.publish({ jwks: { keys: [] } })).rejects.toThrow('the run has ended')
})

test('a clock that is just being moved when the run ends goes back, and moves no more', async () => {
  const { ask, asked, change, untilAsked } = slowFactory()
  const moved = await openMovedClock(ask, systemClock)
  const moving = moved.move(60)
  await untilAsked('PUT')
  const back = moved.moveBack()
  change()
  await back
  await moving
  expect(asked.filter((each) => each === 'PUT /control/clock')).toHaveLength(3) // there, back, and that of the machine again
  await expect(moved.move(60)).rejects.toThrow('the run has ended')
})
