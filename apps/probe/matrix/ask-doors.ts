import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { urlSetting, urlsOf } from '#core/config/process-settings'
import { errorText } from '#core/error-text'
import { readRegularFile } from '#core/files/regular-file'
import { askPlain, loopbackOf, openPlainConnections } from '#core/http/ask-plain'
import { createPeer } from '#core/http/peer'
import { randomId } from '#core/trace/context'
import { silent } from '#core/trace/recorder'
import { ROLES } from '#scenarios'
import type { PlayConfig } from '../../play/config.ts'
import type { KnownDoor } from './doors.ts'
import type { Heard } from './hear-door.ts'

/** Shows tokens at doors, on connections that are kept. */
export interface DoorKnocker {
  /** Shows a token, or none. Never throws: what keeps a door from answering is heard, too. */
  show(door: KnownDoor, token: string | undefined): Promise<Heard>
  close(): Promise<void>
}

/** Milliseconds. */
const DOOR_PATIENCE = 5000

/**
 * Services are asked over TLS with the certificates of the sandbox, and who stands before them at their port of this machine.
 * @throws the platform's error where the sandbox has no certificates yet
 */
export async function openDoorKnocker(config: PlayConfig, clock: Clock): Promise<DoorKnocker> {
  const { host } = config
  const ca = await readRegularFile(join(config.keysFolder, 'tls', 'ca.pem'))
  const peers = new Map(
    ROLES.map((name) => {
      const { variable: setting } = urlSetting(name)
      const url = urlsOf(config)[name]
      return [
        name,
        createPeer({
          name,
          caller: 'jwt-sandbox-probe',
          url,
          setting,
          ca,
          host,
          timeoutMilliseconds: DOOR_PATIENCE,
          clock,
        }),
      ]
    }),
  )
  const connections = openPlainConnections()

  async function ask({ at, path, headers: own }: KnownDoor, token: string | undefined): Promise<Heard> {
    const headers = { ...own, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    if ('port' in at) {
      const question = { host: loopbackOf(host), port: at.port, method: 'GET', path, headers, connections }
      const { status, text } = await askPlain({ ...question, patience: DOOR_PATIENCE }, clock)
      return { status, body: bodyOrText(text) }
    }
    const trace = { traceId: randomId(16), parentId: undefined, sampled: false }
    const context = { trace, recorder: silent, deadline: Infinity }
    const asked = { method: 'GET', path, headers, expects: 'story' } as const
    const answer = await peers.get(at.role)?.call(asked, context, randomId(8))
    return answer ? { status: answer.status, body: answer.body } : { failure: 'nobody is there' }
  }

  return {
    show: (door, token) => ask(door, token).catch((error: unknown) => ({ failure: errorText(error) })),
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
