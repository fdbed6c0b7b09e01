import { beforeEach, expect, test } from 'vitest'
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts'
import type { KeyVault } from './key-vault.ts'
import { createLayeredVault } from './layered-vault.ts'

const [one, two] = [await generateSigningKey('ES256', 0), await generateSigningKey('ES256', 0)]

let below: Map<string, SigningKey>
let layer: { isOn: boolean; generation: number }
let vault: KeyVault
beforeEach(() => {
  below = new Map()
  layer = { isOn: false, generation: 0 }
  const base: KeyVault = {
    found: [],
    leftAlone: [],
    save: async (_ringId, key) => void below.set(key.kid, key),
    load: async (_ringId, kid) => below.get(kid),
    remove: async (_ringId, kid) => void below.delete(kid),
    missing: async (keys) => keys.flatMap(({ kid }) => (below.has(kid) ? [] : [kid])),
  }
  vault = createLayeredVault(base, layer)
})

const drop = () => {
  layer.isOn = false
  layer.generation++
}
const named = (...keys: SigningKey[]) => keys.map(({ kid }) => ({ ringId: 'a', kid }))

test('while it is off, keys go below', async () => {
  await vault.save('a', one)
  expect([...below.keys()]).toEqual([one.kid])
  await vault.remove('a', one.kid)
  expect(below.size).toBe(0)
})

test('what is saved and removed while it is on is so there, until it is dropped', async () => {
  await vault.save('a', one)
  layer.isOn = true
  await vault.save('a', two)
  await vault.remove('a', one.kid)
  expect(await vault.load('a', one.kid)).toBeUndefined()
  expect(await vault.load('a', two.kid)).toBe(two)
  expect([...below.keys()]).toEqual([one.kid])
  await vault.remove('a', two.kid)
  expect(await vault.load('a', two.kid)).toBeUndefined()
  drop()
  expect(await vault.load('a', one.kid)).toBe(one)
  expect(await vault.load('a', two.kid)).toBeUndefined()
})

test('a key that is kept apart has no file, and none is missed', async () => {
  layer.isOn = true
  await vault.save('a', one)
  expect(await vault.missing?.(named(one, two))).toEqual([two.kid])
  drop()
  expect(await vault.missing?.(named(one))).toEqual([one.kid])
})

test('a key that was saved before the layer was dropped is not kept any more', async () => {
  expect(vault.isKept?.(one)).toBe(true)
  layer.isOn = true
  await vault.save('a', one)
  expect(vault.isKept?.(one)).toBe(true)
  drop()
  expect(vault.isKept?.(one)).toBe(false)
  await vault.save('a', two)
  expect(vault.isKept?.(two)).toBe(true)
})
