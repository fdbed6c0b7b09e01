import type { KeyServerConfig } from '../config/sidecar-config.ts'
import { openJwksServer } from './jwks-server.ts'
import type { KeyServer, KeyServerParts } from './key-server-state.ts'
import { openPresharedServer } from './preshared-server.ts'
import { openRegistryServer } from './registry-server.ts'

export type { KeyServer } from './key-server-state.ts'

/**
 * Opens the place where a verifier gets public keys. It does not wait for a server outside.
 * @throws KeyFileFault for a file that cannot be used, and for an issuer that no registry can be asked for
 */
export function openKeyServer(config: KeyServerConfig, parts: KeyServerParts): Promise<KeyServer> {
  if (config.type === 'preshared') return openPresharedServer(config, parts)
  return config.type === 'jwks' ? openJwksServer(config, parts) : openRegistryServer(config, parts)
}
