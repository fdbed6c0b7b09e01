import type { SigningKey } from '../keys/signing-key.ts'
import { perGeneration, type Layer } from '../store/layered-store.ts'
import type { KeyVault } from './key-vault.ts'

/** A vault whose changes are kept apart, in memory, while the layer is on: what rests below stays as it is. */
export function createLayeredVault(base: KeyVault, layer: Layer): KeyVault {
  const top = perGeneration(layer, () => ({ saved: new Map<string, SigningKey>(), removed: new Set<string>() }))
  return {
    found: base.found,
    leftAlone: base.leftAlone,
    async save(ringId, key) {
      if (layer.isOn) top().saved.set(key.kid, key)
      else await base.save(ringId, key)
    },
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
