import { createPeer, type PeerSettings } from '#core/http/peer'
import { createFactoryClient, type FactoryClient } from '#factory-client'

type FactorySettings = Pick<PeerSettings, 'url' | 'setting' | 'ca' | 'host' | 'clock' | 'timeoutMilliseconds'>

/** The factory, as the agent of B asks it for tokens. */
export function openFactory(settings: FactorySettings): { client: FactoryClient; close(): Promise<void> } {
  const peer = createPeer({ ...settings, name: 'jwt-factory', caller: 'neighbours' })
  return { client: createFactoryClient(peer), close: () => peer.close() }
}
