import type { Clock } from '../clock.ts'
import { isGuestRole, type GuestRole } from '../config/guest-services.ts'
import type { PeerName } from '../config/processes.ts'
import { withFewCalls } from './few-calls.ts'
import type { GuestTrust } from './peer-connector.ts'
import { createPeer, type Peer, type PeerSettings } from './peer.ts'

/** The other processes, as one of them sees them. */
export interface Peers {
  /** The peer of that name; connections are made when it is called for the first time. */
  get(name: PeerName): Peer
  close(): Promise<void>
}

export interface PeersSettings {
  /** Whose peers they are. */
  caller: string
  urls: Record<PeerName, URL>
  /** What says where each of them is. */
  settingOf: (name: PeerName) => string
  /** The trust anchor of all. */
  ca: PeerSettings['ca']
  /** Services of somebody else, by the roles that they play. */
  guests?: Guests
  /** HOST, which all share. */
  host: string
  timeoutMilliseconds: number
  clock: Clock
}

/** How each service of somebody else is believed to be that one. */
export type Guests = Partial<Record<GuestRole, GuestTrust>>

/** A process has the peers that it calls, and no others. */
export function createPeers({ urls, settingOf, guests = {}, ...shared }: PeersSettings): Peers {
  const peers = new Map<PeerName, Peer>()
  return {
    get(name) {
      const setting = settingOf(name)
      const peer =
        peers.get(name) ??
        withFewCalls(
          createPeer({
            name,
            url: urls[name],
            setting,
            guest: isGuestRole(name) ? guests[name] : undefined,
            ...shared,
          }),
        )
      peers.set(name, peer)
      return peer
    },
    close: async () => void (await Promise.all(peers.values().map((peer) => peer.close()))),
  }
}
