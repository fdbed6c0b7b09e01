import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { isGuestRole } from '#core/config/guest-services'
import { patienceOf } from '#core/config/patience'
import { urlSetting, urlsOf } from '#core/config/process-settings'
import { errorText } from '#core/error-text'
import { readRegularFile } from '#core/files/regular-file'
import { askPlain, loopbackOf, openPlainConnections } from '#core/http/ask-plain'
import { openGuests } from '#core/http/guest-trust'
import { createPeer, type Peer } from '#core/http/peer'
import type { GuestTrust } from '#core/http/peer-connector'
import { randomId } from '#core/trace/context'
import { silent } from '#core/trace/recorder'
import { ROLES } from '#scenarios'
import type { PlayConfig } from '../../play/config.ts'
import type { DoorPlace, KnownDoor } from './doors.ts'
import type { Heard } from './hear-door.ts'

/** Shows tokens at doors, on connections that are kept. */
export interface DoorKnocker {
  /** Shows a token, or none. Never throws: what keeps a door from answering is heard, too. */
  show(door: KnownDoor, token: string | undefined): Promise<Heard>
  close(): Promise<void>
}

/**
 * Processes are asked over TLS with the certificates of the sandbox, and who stands before them at their port of this machine.
 * @throws the platform's error where the sandbox has no certificates yet
 */
export async function openDoorKnocker(config: PlayConfig, clock: Clock): Promise<DoorKnocker> {
  const { host } = config
  const { headers: patience } = patienceOf(config).forward // a party may be opened by the first who comes
  const ca = await readRegularFile(join(config.keysFolder, 'tls', 'ca.pem'))
  const guests = await openGuests(config)
  const peers = new Map(
    (['jwt-factory', ...ROLES] as const).map((name) => [
      name as string,
      peerAt(name, urlsOf(config)[name], urlSetting(name).variable, isGuestRole(name) ? guests[name] : undefined),
    ]),
  )
  function peerAt(name: string, url: URL, setting: string, guest?: GuestTrust): Peer {
    const timeoutMilliseconds = patience
    return createPeer({ name, caller: 'jwt-sandbox-probe', url, setting, ca, guest, host, timeoutMilliseconds, clock })
  }
  function peerOf(at: Exclude<DoorPlace, { readonly port: number }>): Peer | undefined {
    if ('process' in at) return peers.get(at.process)
    const { tlsPort } = at
    const peer =
      peers.get(String(tlsPort)) ?? peerAt('neighbours', new URL(`https://localhost:${tlsPort}`), `port ${tlsPort}`)
    peers.set(String(tlsPort), peer)
    return peer
  }
  const connections = openPlainConnections()

  async function ask({ at, path, headers: own, carry }: KnownDoor, token: string | undefined): Promise<Heard> {
    const carried = carry?.(token)
    const headers = { ...own, ...(!carried && token !== undefined && { authorization: `Bearer ${token}` }) }
    if ('port' in at) {
      const question = { host: loopbackOf(host), port: at.port, method: 'GET', path, headers, connections }
      const { status, text } = await askPlain({ ...question, patience }, clock)
      return { status, body: bodyOrText(text) }
    }
    const trace = { traceId: randomId(16), parentId: undefined, sampled: false }
    const context = { trace, recorder: silent, deadline: Infinity }
    const peer = peerOf(at)
    if (!peer) return { failure: 'nobody is there' }
    const asked = { path: `${peer.base}${path}`, headers, expects: 'story' } as const
    const method = carried ? 'POST' : 'GET'
    const { status, body } = await peer.call({ ...asked, method, ...carried }, context, randomId(8))
    return { status, body }
  }

  return {
    async show(door, token) {
      const heard: Heard = await ask(door, token).catch((error: unknown) => ({ failure: errorText(error) }))
      return door.hear?.(heard) ?? heard
    },
    async close() {
      connections.close()
      await Promise.all([...peers.values()].map((peer) => peer.close()))
    },
  }
}

function bodyOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
