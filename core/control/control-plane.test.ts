import { describe, expect, test } from 'vitest'
import { createControlPlane } from './control-plane.ts'
import { openWatched } from './inject.fixture.ts'
import { manualClock } from '../clock.ts'
import { createControl } from './control.ts'
import { refusalOf } from '../../tests/support/refusal.ts'
import { PRESET_NAMES } from './presets.ts'

// What a process is told that could do nothing, or find nothing, is refused.

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'

/** A process that publishes keys, and one that does not. */
const authority = createControlPlane(openWatched().control)
const service = (() => {
  const control = createControl({ machine: manualClock('2026-01-01T00:00:00Z'), isOn: true })
  for (const name of ['hello', 'scenario5-server']) control.watch(name)
  return createControlPlane(control)
})()

test.each(PRESET_NAMES)('the preset %s is for who publishes keys, and for nobody else', async (preset) => {
  const { type, detail } = await refusalOf(() => service.setFaults({ preset }))
  expect({ type, detail }).toEqual({ type: 'conflict', detail: expect.stringContaining('jwt-factory: set it there') })
  expect(service.faults()).toEqual([])
  expect(await authority.setFaults({ preset })).not.toEqual([])
  authority.clearFaults()
})

test('a body is shown by its length alone, wherever faults are shown', async () => {
  const { control } = openWatched()
  const plane = createControlPlane(control)
  const rule = { id: 'long', on: 'jwks', effect: { status: 200, body: { secret: '€'.repeat(1000) } } }
  const shown = [await plane.setFaults(rule), plane.faults(), plane.state(), plane.removeFault('long')]
  for (const each of shown) {
    expect(JSON.stringify(each)).toContain('"body":"[3013 bytes of JSON]"')
    expect(JSON.stringify(each)).not.toContain('€€')
  }
})

describe('requests', () => {
  test.each<[query: object, words: string]>([
    [{ on: 'jwkz' }, 'There is no route "jwkz" here. Did you mean "jwks"? There are: jwks, discovery,'],
    [{ on: 'scenario5-server' }, 'There is no route "scenario5-server" here. There are: jwks'],
    [{ on: '' }, 'There is no route "" here.'],
    [{ on: 'tls' }, 'There is no route "tls" here.'],
    [{ on: 'jwks', from: 'curl/8' }, 'The parameter "from" cannot be "curl/8"'],
    [{ from: '' }, 'The parameter "from" cannot be ""'],
    [{ trace: 'abc' }, '32 hexadecimal digits'],
    [{ last: '0' }, 'how many at most, the last ones: 1 to 2000'],
    [{ last: '2001' }, 'how many at most, the last ones: 1 to 2000'],
  ])('for %j: none is there, and none ever will be', async (query, words) => {
    const { type, detail } = await refusalOf(() => authority.requests(query))
    expect({ type, detail }).toEqual({ type: 'invalid-input', detail: expect.stringContaining(words) })
  })

  test('a token in place of a route is not repeated', async () => {
    expect((await refusalOf(() => authority.requests({ on: TOKEN }))).detail).not.toContain('c2lnbmF0dXJl')
    const rule = { on: TOKEN, effect: { status: 500 } }
    expect((await refusalOf(() => authority.setFaults(rule))).detail).not.toContain('c2lnbmF0dXJl')
  })

  test('for *: all of them', async () => {
    const { control, get } = openWatched()
    await get('/jwks')
    await get('/text')
    const plane = createControlPlane(control)
    expect(plane.requests({ on: '*' })).toEqual(plane.requests({}))
    expect(plane.requests({ on: '*' }).count).toBe(2)
    expect(plane.requests({ on: 'jwks' }).count).toBe(1)
    expect(plane.requests({ last: '1' })).toMatchObject({ count: 2, requests: [{ path: '/text' }] })
  })
})
