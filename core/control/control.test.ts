import { beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import type { Log } from '../log.ts'
import { createControl } from './control.ts'
import { createControlPlane } from './control-plane.ts'
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
