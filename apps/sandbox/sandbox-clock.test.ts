import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createControl } from '#core/control/control'
import { createControlPlane, type ControlPlane } from '#core/control/control-plane'
import { createSandboxClock } from './sandbox-clock.ts'

/** A machine whose clock goes on with every look at it. */
function open(fixedClock?: string) {
  let looks = 0
  const machine = { ...manualClock(0), now: () => 1_000_000 + 10 * looks++ }
  const planes: ControlPlane[] = [undefined, fixedClock].map((fixed) =>
    createControlPlane(createControl({ machine, isOn: true, fixedClock: fixed })),
  )
  return { clock: createSandboxClock(() => planes, machine), states: () => planes.map((plane) => plane.state().clock) }
}

test('all processes are moved for one moment', async () => {
  const { clock, states } = open()
  await clock.set('2030-01-01T00:00:00Z')
  expect(new Set(states().map(({ aheadMs }) => aheadMs)).size).toBe(1)
  await clock.freeze()
  expect(new Set(states().map(({ now }) => now)).size).toBe(1)
})

test('where one of them cannot be moved, none is', async () => {
  const { clock, states } = open('It is fixed.')
  await expect(clock.advance('1h')).rejects.toMatchObject({ type: 'conflict', detail: 'It is fixed.' })
  expect(states()).toMatchObject([{ moved: false }, { moved: false, fixed: 'It is fixed.' }])
})
