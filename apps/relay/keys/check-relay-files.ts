import { createSecureContext } from 'node:tls'
import { errorText } from '#core/error-text'
import { RELAY_PORTS, type RelayAuth, type RelayConfig } from '../config/relay-config.ts'
import { openKeySetFetch } from './key-set-fetch.ts'
import { readRelayFile } from './read-relay-file.ts'
import type { RelayWorld } from '../server/relay-parts.ts'

/** Looks at all files that a configuration names. @returns what is wrong with them, a sentence each */
export async function checkRelayFiles(
  config: RelayConfig,
  world: Pick<RelayWorld, 'host' | 'machine'>,
): Promise<string[]> {
  const faults: string[] = []
  const look = (act: () => Promise<unknown>) => act().catch((error: unknown) => void faults.push(errorText(error)))
  const auths: (RelayAuth | undefined)[] = config.upstream.tenants.map(({ auth }) => auth)
  for (const port of RELAY_PORTS) {
    const { tls, auth } = config[port]
    auths.push(auth)
    if (!tls) continue
    await look(async () => {
      const cert = await readRelayFile(`${port}.tls.cert`, tls.cert)
      const key = await readRelayFile(`${port}.tls.key`, tls.key)
      try {
        createSecureContext({ cert, key })
      } catch (error) {
        throw new Error(`${port}.tls: ${tls.cert.given} and ${tls.key.given} cannot be used: ${errorText(error)}.`, { cause: error }) // prettier-ignore
      }
    })
  }
  for (const auth of auths) {
    const keys = auth?.keys
    if (keys?.kind !== 'jwks') continue
    await look(async () => {
      const set = await openKeySetFetch(keys, world)
      if (keys.endpoint.startsWith('file:')) await set.ask(undefined)
      await set.close()
    })
  }
  return faults
}
