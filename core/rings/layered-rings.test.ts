import { expect, test } from 'vitest'
import { createLayeredStore } from '../store/layered-store.ts'
import { ringsForEachTest } from './test-rings.ts'

// Rings whose changes are kept apart while a layer is on, and dropped with it.

const { clock, place, open, keyFiles, statesOf } = ringsForEachTest()

function openLayered() {
  const layer = { isOn: false, generation: 0, sureNow: clock.now }
  const store = createLayeredStore(place.store, layer, clock)
  const drop = () => {
    layer.isOn = false
    layer.generation++
  }
  return { layer, drop, open: () => open({ store, layer }) }
}

test('what happened while it was on is undone: keys that were made, retired, revoked and forgotten', async () => {
  const { layer, drop, open } = openLayered()
  const rings = await open()
  const before = rings.entries('a')
  const files = await keyFiles()
  layer.isOn = true
  await rings.renew('a')
  await rings.renew('a')
  await rings.revoke('a', before[0]?.kid ?? '')
  await rings.ensure('new')
  expect(statesOf(rings)).toEqual(['active', 'retired', 'revoked'])
  drop()
  await rings.tick()
  expect(rings.entries('a')).toEqual(before)
  expect(rings.active('a')?.kid).toBe(before[0]?.kid)
  expect(rings.ids()).toEqual(['a'])
  expect(await keyFiles()).toEqual(files)
})

test('a renewal that had begun when the layer was dropped leaves no ring without its key, whenever that was', async () => {
  for (let moment = 1; moment <= 16; moment++) {
    let asked = 0
    let isOn = false
    const layer = {
      generation: 0,
      sureNow: clock.now,
      get isOn() {
        if (isOn && ++asked === moment) queueMicrotask(drop) // a reset comes between two steps, and not within one
        return isOn
      },
    }
    const drop = () => {
      isOn = false
      layer.generation++
    }
    const rings = await open({ store: createLayeredStore(place.store, layer, clock), layer })
    isOn = true
    await rings.renew('a')
    if (isOn) drop()
    await rings.tick()
    const again = await open()
    expect(again.lost, `dropped at question ${moment}`).toEqual([])
    expect(again.active('a')?.kid).toBe(rings.active('a')?.kid)
  }
})
