import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createControl } from './control.ts'
import { createControlPlane } from './control-plane.ts'

const faulty = () => {
  const machine = manualClock('2026-01-01')
  const control = createControl({ machine, isOn: true })
  control.watch('jwks')
  return { machine, plane: createControlPlane(control), ids: () => control.faults.list().map(({ id }) => id) }
}

test('a fault that lasts a minute is gone after it, and says before how long it is set', async () => {
  const { machine, plane, ids } = faulty()
  const [set] = await plane.setFaults({ id: 'short', on: 'jwks', lasts: '1m', effect: { status: 500 } })
  await plane.setFaults({ id: 'long', on: 'jwks', effect: { status: 500 } })
  expect(set?.sentence).toContain('(for 1 min)')
  machine.advance({ seconds: 59 })
  expect(ids()).toEqual(['short', 'long'])
  machine.advance({ seconds: 1 })
  expect(ids()).toEqual(['long'])
})

test('one that was taken back before ends no other of the same id', async () => {
  const { machine, plane, ids } = faulty()
  const rule = { id: 'again', on: 'jwks', lasts: '1m', effect: { status: 500 } }
  await plane.setFaults(rule)
  plane.removeFault('again')
  await plane.setFaults({ ...rule, lasts: '5m' })
  machine.advance({ minutes: 1 })
  expect(ids()).toEqual(['again'])
})

test.each(['0s', '-1m', '25h'])('no fault lasts %s', async (lasts) => {
  await expect(faulty().plane.setFaults({ on: 'jwks', lasts, effect: { status: 500 } })).rejects.toMatchObject({
    detail: expect.stringContaining('lasts from a millisecond to a day'),
  })
})
