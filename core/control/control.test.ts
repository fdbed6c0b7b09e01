import { beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { ALONE_HEADER } from '../http/context.ts'
import type { TlsIdentity } from '../http/tls.ts'
import type { Log } from '../log.ts'
import { createControl, type Control } from './control.ts'
import { createControlPlane } from './control-plane.ts'
import { openWatched } from './inject.fixture.ts'
import { ruleSchema } from './fault-rules.ts'

const open = (isOn = true) => createControl({ machine: manualClock('2026-01-01T00:00:00Z'), isOn })
const down = ruleSchema.parse({ on: 'jwks', effect: { status: 500 } })

test('nothing is said while nothing is set', () => {
  const control = open()
  expect(control.say()).toEqual([])
  expect(control.note()).toEqual({})
})

test('whatever is set is said, and all of it goes back at a reset', async () => {
  const control = open()
  let registered = 1
  control.alsoSay(() => (registered > 0 ? ['clients were changed'] : []))
  control.onReset(() => (registered = 0))
  await control.clock.advance(86_400_000)
  await control.addFault(down)
  const said = [
    'the clock says 2026-01-02T00:00:00.000Z: 1 day ahead',
    'f1: jwks is to answer 500; it has not happened yet',
    'clients were changed',
  ]
  expect(control.say()).toEqual(said)
  expect(control.note()).toEqual({ control: said })
  expect([control.layer.isOn, control.layer.generation]).toEqual([true, 0])
  await control.reset()
  expect(control.say()).toEqual([])
  expect([control.layer.isOn, control.layer.generation]).toEqual([false, 1])
})

test('what cannot go back keeps nothing else from it, and is told', async () => {
  const control = open()
  const undone: string[] = []
  control.onReset(() => undone.push('first'))
  control.onReset(async () => {
    throw new Error('the store is away')
  })
  control.onReset(() => {
    throw new Error('something else')
  })
  control.onReset(() => undone.push('last'))
  await control.addFault(down)
  await expect(control.reset()).rejects.toThrow('the store is away')
  expect(undone).toEqual(['first', 'last'])
  expect(control.say()).toEqual([])
})

test('an answer in a trace that a fault is bound to says so, whether it meets the fault or not; no other does', async () => {
  const { get, set, control } = openWatched()
  const says = async (digit: string, path: string) => {
    const { headers } = await get(path).set('traceparent', `00-${digit.repeat(32)}-${'e'.repeat(16)}-00`)
    return headers[ALONE_HEADER] !== undefined
  }
  await set({ on: 'jwks', effect: { status: 500 } })
  expect(await says('1', '/jwks')).toBe(false)
  await set({ on: 'text', trace: '1'.repeat(32), effect: { empty: true } })
  expect(await Promise.all(['/jwks', '/text', '/fails'].map((path) => says('1', path)))).toEqual([true, true, true])
  expect(await Promise.all(['/jwks', '/text', '/fails'].map((path) => says('2', path)))).toEqual([false, false, false])
  control.faults.clear()
  expect(await says('1', '/jwks')).toBe(false)
})

test('a certificate fault needs a TLS port, and one of keys needs keys', async () => {
  const control = open()
  await expect(control.addFault(ruleSchema.parse({ on: 'tls', effect: { certificate: 'expired' } }))).rejects.toThrow(
    /no TLS port/,
  )
  await expect(control.addFault(ruleSchema.parse({ on: 'jwks', effect: { keys: 'stale' } }))).rejects.toThrow(
    /no key set/,
  )
  expect(control.faults.isEmpty).toBe(true)
})

describe.each<[string, (control: Control) => unknown]>([
  ['everything is put back', (control) => control.reset()],
  ['all faults are taken back', (control) => control.faults.clear()],
])('%s while a wrong certificate is made', (_what, takeBack) => {
  test('the fault is not set, and whoever wanted it is told', async () => {
    const control = open()
    const made = Promise.withResolvers<TlsIdentity>()
    control.usesDoor({ pretend: () => {} }, () => made.promise)
    const expired = ruleSchema.parse({ on: 'tls', effect: { certificate: 'expired' } })
    const setting = control.addFault(expired)
    await takeBack(control)
    made.resolve({ ca: '', key: '', cert: '' })
    await expect(setting).rejects.toMatchObject({ type: 'conflict' })
    expect(control.faults.list()).toEqual([])
    await control.addFault(expired) // the next one is
    expect(control.faults.list()).toHaveLength(1)
  })
})

describe('in the log', () => {
  const events: [string, string, object][] = []
  const noteAt = (level: string) => (fields: object, event: string) => void events.push([level, event, fields])
  const log = { info: noteAt('info'), debug: noteAt('debug') } as unknown as Log // no more of it is used
  const control = createControl({ machine: manualClock('2026-01-01T00:00:00Z'), isOn: true, log })
  const plane = createControlPlane(control)
  beforeEach(() => void events.splice(0))

  test('each change is a line, with what is set now', async () => {
    await plane.moveClock({ advance: '1h' })
    await plane.setFaults({ on: '*', effect: { status: 500 } })
    plane.removeFault('f1')
    plane.clearFaults()
    await plane.reset()
    const clock = 'the clock says 2026-01-01T01:00:00.000Z: 1 h ahead'
    const fault = 'f1: every route is to answer 500; it has not happened yet'
    expect(events).toEqual([
      ['info', 'control-changed', { act: 'clock moved', set: [clock] }],
      ['info', 'control-changed', { act: 'fault set', set: [clock, fault] }],
      ['info', 'control-changed', { act: 'fault taken back', set: [clock] }],
      ['info', 'control-changed', { act: 'faults taken back', set: [clock] }],
      ['info', 'control-changed', { act: 'reset', set: [] }],
    ])
  })

  test('a line does not grow with all that is set', async () => {
    for (let count = 0; count < 12; count++) await control.addFault(down)
    control.logChange('any')
    expect(events).toEqual([['info', 'control-changed', expect.objectContaining({ more: 2 })]])
    expect(Object(events[0]?.[2]).set).toHaveLength(10)
  })
})
