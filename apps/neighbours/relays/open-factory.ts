import { createPeer, type PeerSettings } from '#core/http/peer'
import { createFactoryClient, type FactoryClient } from '#factory-client'

/** Milliseconds. */
const FACTORY_PATIENCE = 5000

/** The factory, as the agent of B asks it for tokens. */
export function openFactory(settings: Pick<PeerSettings, 'url' | 'setting' | 'ca' | 'host' | 'clock'>): {
  client: FactoryClient
  close(): Promise<void>
} {
  const peer = createPeer({ ...settings, name: 'jwt-factory', caller: 'neighbours', timeoutMilliseconds: FACTORY_PATIENCE }) // prettier-ignore
  return { client: createFactoryClient(peer), close: () => peer.close() }
}
