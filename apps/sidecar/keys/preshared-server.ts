import { fixedKeys } from '#core/keys/key-set'
import type { KeyServerConfig } from '../config/sidecar-config.ts'
import { KEYS_OF_NOBODY, type KeyServer, type KeyServerParts } from './key-server-state.ts'
import { readPublicKey } from './public-key-file.ts'

/** One key that was given, of one issuer; names are compared letter by letter. @throws KeyFileFault */
export async function openPresharedServer(
  { issuer: owner, keyId, path }: KeyServerConfig & { type: 'preshared' },
  { algorithms }: Pick<KeyServerParts, 'algorithms'>,
): Promise<KeyServer> {
  const keys = await readPublicKey({ setting: 'public_key_path', path }, keyId, algorithms)
  const source = fixedKeys(keys)
  return {
    keysOf: (issuer) => (issuer === owner ? source : KEYS_OF_NOBODY),
    state: () => ({ type: 'preshared', keys: 1 }),
    close: async () => {},
  }
}
