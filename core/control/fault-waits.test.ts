import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { MAX_PLACES } from '../http/places.ts'
import { createFaultWaits, MAX_FAULT_WAITS } from './fault-waits.ts'
import { openWatched } from './inject.fixture.ts'

const clock = manualClock('2026-01-01T00:00:00Z')

function answering(destroyed = false): ServerResponse {
  const response = Object.assign(new EventEmitter(), { destroyed })
  return response as unknown as ServerResponse // all that is used of it
}

const LONG = 600_000

test('most of the places of a door stay free, whoever waits', () => {
  expect(MAX_FAULT_WAITS).toBeLessThan(MAX_PLACES / 2)
})

test.each<[string, (response: ServerResponse, fault: AbortController) => void]>([
  ['the caller leaves', (response) => response.emit('close')],
  ['the fault is taken back', (_response, fault) => fault.abort()],
  ['the time is over', () => clock.advance({ milliseconds: LONG })],
])('one too many is told at once, and there is room again when %s', async (_when, end) => {
  const waits = createFaultWaits(clock, 1)
  const [response, fault] = [answering(), new AbortController()]
  const first = waits.wait(LONG, response, fault.signal)
  expect(await waits.wait(LONG, answering(), undefined)).toBe('full')
  end(response, fault)
  expect(await first).not.toBe('full')
  const next = waits.wait(1, answering(), undefined)
  clock.advance({ milliseconds: 1 })
  expect(await next).toBe('over')
})

test('who is gone before the wait begins takes no room, and nor does a fault that is over', async () => {
  const waits = createFaultWaits(clock, 1)
  expect(await waits.wait(LONG, answering(true), undefined)).toBe('gone')
  expect(await waits.wait(LONG, answering(), AbortSignal.abort())).toBe('taken back')
})

test.each([{ hang: true as const }, { delay: '10m' }])(
  'with %j of all routes, one more than may wait is told so, and the others get the real answer in the end',
  async (effect) => {
    const { control, get, set, untilCaptured } = openWatched()
    await set({ on: '*', effect })
    const waiting = Array.from({ length: MAX_FAULT_WAITS }, () => get('/jwks').then(({ status }) => status))
    await untilCaptured(MAX_FAULT_WAITS)
    const { status, headers, body } = await get('/jwks')
    expect([status, headers['retry-after'], body.type]).toEqual([503, '1', 'urn:jwt-sandbox:problem:injected-fault'])
    expect(body.detail).toContain(`${MAX_FAULT_WAITS} do already`)
    control.faults.clear()
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([200]))
  },
)
