import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitingClock, type Clock } from '#core/clock'
import { signatoryIssuerOf } from '#core/config/factory-issuer'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import { openKeyRings } from '#core/rings/open-key-rings'
import { createControl } from '#core/control/control'
import { createGuard } from '#core/http/guard'
import { createLog } from '#core/log'
import { createMemoryStore } from '#core/store/memory-store'
import type { Store } from '#core/store/store'
import { sureTime } from '#core/store/sure-time'
import { createTraces } from '#core/trace/recorder'
import { factorySettings, tokenLifeSeconds } from './config.ts'
import { changeableClients } from './control/client-changes.ts'
import { createMint } from './control/mint.ts'
import { createSignText } from './control/sign-text.ts'
import type { FactoryParts } from './parts.ts'
import { createTokenShapes } from './registered-clients/token-shapes.ts'
import { clientLimits } from './client-parts.ts'
import { createIssuers } from './issuer.ts'
import { createClientShares, roomOfClients } from './oauth/proof/client-shares.ts'
import { openFactoryPeople } from './people/at-factory/open-factory-people.ts'
import { createLogTail } from './people/telemetry/log-tail.ts'
import { openLoginRoutes } from './provider/open-login-routes.ts'
import { createRegistry } from './registry/registry.ts'
import { createRingRoom } from './ring-room.ts'
import { createRingUse } from './ring-use.ts'

/** What a factory is made of, for tests: in memory but for its keys, with a clock that is moved by hand. */
export interface TestParts extends FactoryParts {
  clock: ReturnType<typeof waitingClock>
  keysFolder: string
  /** All log lines so far. */
  logs: string[]
  /** Removes the keys; other parts that were opened on their folder lose them too. */
  close(): Promise<void>
}

export interface TestPartsOptions {
  start: string
  ringIds: readonly string[]
  env?: Environment
  /** To open the keys of other parts again. */
  keysFolder?: string
  store?: Store
  /** The rings live in that store too. */
  ringsInStore?: boolean
  /** The room that clients share in the store. */
  roomBytes?: number
  /** By which logins have their time; by itself, the clock that is moved by hand, on which all of it is over at once. */
  peopleMachine?: Clock
  /** The main issuer; by itself, that of the configuration. */
  url?: () => string
}

export async function openTestParts(options: TestPartsOptions): Promise<TestParts> {
  const name = 'jwt-factory'
  const keysFolder = options.keysFolder ?? (await mkdtemp(join(tmpdir(), 'jwt-factory-')))
  const clock = waitingClock(options.start)
  const config = readConfig(factorySettings, { ...options.env, KEYS_FOLDER: keysFolder })
  const control = createControl({ machine: clock, isOn: config.control })
  const logs: string[] = []
  const store = options.store ?? createMemoryStore(clock)
  const use = createRingUse({
    store,
    clock,
    sureNow: sureTime(clock),
    lifeSeconds: tokenLifeSeconds(config),
    firstRings: options.ringIds,
  })
  const rings = await openKeyRings({
    folder: join(keysFolder, name),
    firstRings: options.ringIds,
    algorithm: config.algorithm,
    keepSeconds: tokenLifeSeconds(config),
    clock,
    ...(options.ringsInStore && { store }),
  })
  const clientParts = {
    keysFolder,
    clock,
    file: 'clients.json',
    tell: () => {},
    ...clientLimits(config),
  }
  const nobody = { clients: new Map(), issuers: new Map() }
  const { clients, issuers: declared, take: _take, ...clientChanges } = changeableClients(nobody, clientParts, control)
  const room = createRingRoom({ rings, use, firstRings: options.ringIds, declared, machine: clock })
  const shapes = createTokenShapes(clients, declared)
  const issuers = createIssuers({ rings, url: options.url ?? (() => config.url), room })
  const guard = createGuard({ ...config, urls: [new URL(config.url)] })
  const logTail = createLogTail()
  const write = (line: string) => (logs.push(line), logTail.add(line))
  const log = createLog({ name, level: 'debug', format: 'json', clock, write })
  const people = await openFactoryPeople({
    config,
    control,
    machine: options.peopleMachine ?? clock,
    clock,
    log,
    guard,
    store,
    lastingStore: store,
    folder: join(keysFolder, name),
    isShared: false,
    logTail,
    url: config.url,
  })
  const loginRoutes = await openLoginRoutes({
    config,
    control,
    machine: options.peopleMachine ?? clock,
    log,
    rings,
    url: options.url?.() ?? config.url,
    folder: join(keysFolder, name),
    lastingStore: store,
    registered: clients,
    people: people.forLogin,
  })
  return {
    name,
    machine: clock,
    control,
    config,
    rings,
    issuers,
    room,
    use,
    clients,
    shapes,
    registry: createRegistry({
      store,
      clock,
      sureNow: sureTime(clock),
      approval: config.registryApproval,
      graceSeconds: config.registryGraceSeconds,
    }),
    clientChanges,
    tls: () => ({ ca: '', cert: '' }),
    mint: createMint({
      rings,
      room,
      use,
      issuers,
      shapes,
      clock,
      issuer: signatoryIssuerOf(config.issuer, config.url),
      lifetimeSeconds: config.tokenLifetimeSeconds,
    }),
    signText: createSignText({ rings, room, use, issuers, shapes }),
    store,
    shares: createClientShares({
      store,
      clock,
      sureNow: sureTime(clock),
      roomBytes: () => options.roomBytes ?? roomOfClients('memory'),
    }),
    clock,
    log,
    traces: createTraces(name, clock),
    guard,
    peopleRoutes: people.routes,
    peopleKeys: people.keySets,
    loginRoutes,
    keysFolder,
    logs,
    async close() {
      await people.close()
      await rm(keysFolder, { recursive: true, force: true })
    },
  }
}
