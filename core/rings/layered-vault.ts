import type { SigningKey } from '../keys/signing-key.ts'
import { perGeneration, type Layer } from '../store/layered-store.ts'
import type { KeyVault } from './key-vault.ts'

/** A vault whose changes are kept apart, in memory, while the layer is on: what rests below stays as it is. */
export function createLayeredVault(base: KeyVault, layer: Layer): KeyVault {
  const top = perGeneration(layer, () => ({ saved: new Map<string, SigningKey>(), removed: new Set<string>() }))
  const apart = new WeakMap<SigningKey, number>() // the generation that a key was saved in
  return {
    found: base.found,
    leftAlone: base.leftAlone,
    async save(ringId, key) {
      if (!layer.isOn) return base.save(ringId, key)
      top().saved.set(key.kid, key)
      apart.set(key, layer.generation)
    },
    isKept: (key) => (apart.get(key) ?? layer.generation) === layer.generation,
    async load(ringId, kid) {
      if (!layer.isOn) return base.load(ringId, kid)
      const { saved, removed } = top()
      return removed.has(kid) ? undefined : (saved.get(kid) ?? base.load(ringId, kid))
    },
    async remove(ringId, kid) {
      if (!layer.isOn) return base.remove(ringId, kid)
      const { saved, removed } = top()
      if (!saved.delete(kid)) removed.add(kid)
    },
    ...(base.missing && {
      missing: async (keys) => {
        const below = layer.isOn ? keys.filter(({ kid }) => !top().saved.has(kid)) : keys
        return (await base.missing?.(below)) ?? []
      },
    }),
  }
}
