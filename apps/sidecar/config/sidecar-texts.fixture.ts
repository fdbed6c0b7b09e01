import { ConfigFileFault } from '#core/config/file-faults'
import { readSidecarConfig } from './read-sidecar-config.ts'

const place = { folder: '/etc/sidecars', configHome: '/home/me/.config' }
export const readText = (text: string) => readSidecarConfig(text, 'sidecar.yaml', place)

/** What is wrong with it, a line each. */
export function faultsIn(text: string): string[] {
  try {
    readText(text)
  } catch (error) {
    if (error instanceof ConfigFileFault) return error.message.split('\n')
    throw error
  }
  return []
}

export const CONFIG_KEY = 'private_key: {type: preshared, options: {key_id: k, private_key_path: a.key}}'
/** A signer, with keys of its own and keys of its block `signer`. */
export const signerText = (lines = '', own = '') => `jwtproxy:
  signer_proxy:
    ${lines}
    signer:
      issuer: a
      ${own}
      ${CONFIG_KEY}
`
const SERVER = 'key_server: {type: preshared, options: {issuer: a, key_id: k, public_key_path: a.pub}}'
/** The same for a verifier. */
export const verifierText = (lines = '', own = '', server = SERVER) => `jwtproxy:
  verifier_proxies:
  - enabled: true
    ${lines}
    verifier:
      upstream: http://localhost:9090
      audience: http://localhost:8081/
      ${own}
      ${server}
`
