import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '#core/clock'
import { announce } from '#core/process/announce'
import { listen, type Listening } from '#core/http/listen'
import { createPeer } from '#core/http/peer'
import { openTlsIdentity } from '#core/http/tls'
import { openOwnKeys } from '#core/rings/own-keys'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { createFactoryClient } from '#factory-client'
import type { NumberedScenario, Role } from '#scenarios'
import { peerUrls, type ServiceConfig } from './config.ts'
import { createKeptTokens } from './kept-tokens.ts'
import type { Peers } from './parts.ts'
import { createService } from './service.ts'

export interface ServiceStart {
  role: Role
  config: ServiceConfig
  scenarios: readonly NumberedScenario[]
  clock: Clock
  logFormat: 'pretty' | 'json'
  write: (line: string) => void
}

/** Opens what a service needs, makes what is missing, and listens. */
export async function startService({
  role,
  config,
  scenarios,
  clock,
  logFormat,
  write,
}: ServiceStart): Promise<Listening> {
  const log = createLog({ name: role, level: config.logLevel, format: logFormat, clock, write })
  const [tls, keys] = await Promise.all([
    openTlsIdentity(join(config.keysFolder, 'tls'), role, clock),
    openOwnKeys(role, config, clock),
  ])
  for (const { file, why } of keys.leftAlone) log.warn({ file, why }, 'key-file-left-alone')
  const peers = createPeers(config, tls.ca, clock)
  const factory = createFactoryClient(peers['jwt-factory'])
  const traces = createTraces(role, clock)
  const frame = { name: role, clock, delay, log, traces, kept: createKeptTokens(clock) }
  const service = createService({ ...frame, role, config, scenarios, keys, peers, factory })
  const listening = await listen(service, { ...config, tls })
  announce(log, config.host, listening)
  return {
    ...listening,
    async close() {
      await listening.close()
      await Promise.all(Object.values(peers).map((peer) => peer.close()))
    },
  }
}

/** Nothing is connected before it is called. */
function createPeers(config: ServiceConfig, ca: string, clock: Clock): Peers {
  const urls = peerUrls(config)
  const peer = (name: keyof Peers) =>
    createPeer({ name, url: urls[name], ca, timeoutMilliseconds: config.peerTimeoutMilliseconds, clock })
  return {
    'jwt-factory': peer('jwt-factory'),
    servicea: peer('servicea'),
    serviceb: peer('serviceb'),
    servicec: peer('servicec'),
  }
}
