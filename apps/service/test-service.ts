import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Express } from 'express'
import { waitingClock, type Duration } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import type { PeerName } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import type { RequestContext } from '#core/trace/request-context'
import type { Peers } from '#core/http/peers'
import type { Peer, PeerAnswer, PeerRequest } from '#core/http/peer'
import { Problem } from '#core/http/problem'
import { openOwnKeys } from '#core/rings/own-keys'
import type { KeyRings } from '#core/rings/key-rings'
import { createControl } from '#core/control/control'
import { createGuard } from '#core/http/guard'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { createFactoryClient } from '#factory-client'
import { loadScenarios, type NumberedScenario, type Role } from '#scenarios'
import { serviceSettings } from './config.ts'
import { createKeptTokens } from './stage/kept-tokens.ts'
import type { ServiceParts } from './parts.ts'
import { createPlainCaller } from './plain/plain-caller.ts'
import { createService } from './service.ts'

export const START = '2026-02-03T10:00:00.000Z'

/** What the other processes answer; one that has no entry cannot be reached. */
export type PeerScripts = Partial<Record<PeerName, PeerScript>>
export type PeerScript = (request: PeerRequest, context: RequestContext) => PeerAnswer | Promise<PeerAnswer>

/** A service for route tests: its own keys in a folder of their own, a clock that stands still, no port, no network. */
export interface TestService {
  app: Express
  parts: ServiceParts
  keys: KeyRings
  keysFolder: string
  /** All log lines so far. */
  logs: string[]
  /** What was asked of other processes, in order. */
  asked: { peer: string; request: PeerRequest; context: RequestContext }[]
  advance(by: Duration): void
  close(): Promise<void>
}

export interface TestServiceOptions {
  peers?: PeerScripts
  env?: Environment
  scenarios?: readonly NumberedScenario[]
  /** To share the key material of another service. */
  keysFolder?: string
}

export async function openTestService(role: Role, options: TestServiceOptions = {}): Promise<TestService> {
  const keysFolder = options.keysFolder ?? (await mkdtemp(join(tmpdir(), 'jwt-sandbox-')))
  const clock = waitingClock(START)
  const control = createControl({ machine: clock, isOn: true })
  const config = readConfig(serviceSettings(role), { ...options.env, KEYS_FOLDER: keysFolder })
  const logs: string[] = []
  const asked: TestService['asked'] = []
  const log = createLog({ name: role, level: 'debug', format: 'json', clock, write: (line) => logs.push(line) })
  const keys = await openOwnKeys(role, config, clock)
  const peers = scriptedPeers(options.peers ?? {}, asked)
  const parts: ServiceParts = {
    name: role,
    machine: clock,
    control,
    role,
    config,
    keys,
    peers,
    clock,
    log,
    scenarios: options.scenarios ?? (await loadScenarios()),
    factory: createFactoryClient(peers.get('jwt-factory')),
    kept: createKeptTokens(clock),
    plainCaller: createPlainCaller(),
    traces: createTraces(role, clock),
    browserTraces: createTraces('browser', clock),
    ca: () => '',
    guard: createGuard({ ...config, urls: [] }),
  }
  const close = () => rm(keysFolder, { recursive: true, force: true })
  const advance = (by: Duration) => clock.advance(by)
  return { app: createService(parts), parts, keys, keysFolder, logs, asked, advance, close }
}

function scriptedPeers(scripts: PeerScripts, asked: TestService['asked']): Peers {
  const peer = (name: PeerName): Peer => ({
    name,
    base: '',
    origin: `https://${name}.test`,
    async call(request, context) {
      asked.push({ peer: name, request, context })
      const script = scripts[name]
      if (!script) throw new Problem('peer-unreachable', `${name} cannot be reached.`, { members: { peer: name } })
      return script(request, context)
    },
    close: async () => {},
  })
  return { get: peer, close: async () => {} }
}

/** What a process answers. */
export const reply = (status: number, type: string, body: unknown): PeerAnswer => ({ status, type, body, headers: {} })
export const json = (status: number, body: unknown) => reply(status, 'application/json', body)
