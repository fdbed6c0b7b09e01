import type { SigningKey } from '../keys/signing-key.ts'
import type { KeyVault } from './key-vault.ts'

/** Key pairs that are gone with their process: those of a test, which nobody opens again. */
export function createMemoryVault(): KeyVault {
  const keys = new Map<string, SigningKey>()
  return {
    found: [],
    leftAlone: [],
    save: async (_ringId, key) => void keys.set(key.kid, key),
    load: async (_ringId, kid) => keys.get(kid),
    remove: async (_ringId, kid) => void keys.delete(kid),
  }
}
