import { join } from 'node:path'
import { allEnded } from '#core/files/all-ended'
import { holdFolder, type HeldFolder } from '#core/files/held-folder'
import { openKeysFolder } from '#core/files/keys-folder'
import { removeLeftovers } from '#core/files/leftovers'
import { warnOfLooseFiles } from '#core/files/loose-files'
import type { Control } from '#core/control/control'
import { clockStep } from '#core/control/say-clock'
import { createGuard } from '#core/http/guard'
import { openPorts, type Listening, type OpenPorts } from '#core/http/listen'
import { signatoryIssuerOf, speaksForIssuer } from '#core/config/factory-issuer'
import { announce, describeHolder, warnOfKeyFiles } from '#core/process/announce'
import { openOwnCertificate } from '#core/process/own-certificate'
import type { Frame } from '#core/process/run-process'
import { createLog, type Log } from '#core/log'
import { createLayeredStore } from '#core/store/layered-store'
import { openStore } from '#core/store/open-store'
import type { Store } from '#core/store/store'
import { createTraces, TRACE_LIMITS } from '#core/trace/recorder'
import { changeableClients } from './control/client-changes.ts'
import { fixedClock, type FurtherControl } from './control/factory-control.ts'
import { createIssuerKeysByCall, type IssuerKeysByCall } from './control/issuer-keys-by-call.ts'
import { createMint } from './control/mint.ts'
import { shapedControl, type Shaping } from './control/shaping.ts'
import { createSignText } from './control/sign-text.ts'
import { keysForFaults } from './control/published-keys.ts'
import { wantsCertificates } from './registered-clients/clients.ts'
import { openClients } from './registered-clients/open-clients.ts'
import { createTokenShapes } from './registered-clients/token-shapes.ts'
import { watchClients } from './registered-clients/watch-clients.ts'
import { tokenLifeSeconds, type FactoryConfig } from './config.ts'
import { clientPartsOf } from './client-parts.ts'
import { isShared, refuseFaultySettings } from './config-clashes.ts'
import { createFactory, createFactoryWhenAsked } from './factory.ts'
import { FIRST_RINGS, openRingsOfFactory } from './rings-of-factory.ts'
import { createIssuers, MAIN } from './issuer.ts'
import type { IssuerFacts } from './issuer-banner.ts'
import { createClientShares, roomOfClients } from './oauth/proof/client-shares.ts'
import { tellElsewhere, withRealPort } from './issuer-url.ts'
import { warnOfOpen } from './open-issuer.ts'
import { openFactoryPeople } from './people/at-factory/open-factory-people.ts'
import { createLogTail, type LogTail } from './people/telemetry/log-tail.ts'
import { openLoginRoutes } from './provider/open-login-routes.ts'
import { createRegistry } from './registry/registry.ts'
import { createRingRoom } from './ring-room.ts'
import { createRingUse } from './ring-use.ts'
import { startRotation } from '#core/rings/start-rotation'
import { DUMP_FOLDER } from './routes/dump-keys.ts'

const name = 'jwt-factory'

export interface FactoryStart extends Frame<FactoryConfig>, Shaping {
  /** What signs goes on signing, whatever ALGORITHM says here; so it does where another factory has these keys, too. */
  keepsAlgorithms?: boolean
  isIssuerAlone?: boolean // no services beside it, so that their rings get keys when somebody looks for one
  /** How long a store on the network is waited for, where it is not as usual. Milliseconds. */
  storePatience?: number
  /** Who knows names: this machine, if nobody else. */
  lookUp?: Parameters<typeof refuseFaultySettings>[2]
}

/** What can be told to the factory by a program in the same process, too. */
export interface StartedFactory extends Listening, FurtherControl {
  control: Control
  facts: IssuerFacts
  issuerKeys: IssuerKeysByCall
}

/** Takes its ports, opens what the factory needs, makes what is missing, and serves. */
export async function startFactory(start: FactoryStart): Promise<StartedFactory> {
  const { config, clock: machine } = start
  await refuseFaultySettings(config, machine, start.lookUp)
  const ports = await openPorts({ ...config, clock: start.machineClock ?? machine, longestEnd: start.longestEnd })
  const folder = join(config.keysFolder, name)
  const logTail = createLogTail()
  const write = (line: string) => (start.write(line), logTail.add(line))
  const log = createLog({ name, level: config.logLevel, format: start.logFormat, clock: machine, write })
  let store: Store | undefined
  let held: HeldFolder | undefined
  try {
    await start.untilAllReach?.('ports')
    await openKeysFolder(config.keysFolder, name)
    // What is in memory nobody else can know; in a shared store the keys are not in the folder.
    const hold = { holder: describeHolder(name, ports), isShared: config.store === 'sqlite' }
    if (!isShared(config) && !start.isForTest) held = await holdFolder(folder, hold, machine)
    held?.watch(log)
    await start.untilAllReach?.('folder')
    const control = shapedControl(start, { machine, isOn: config.control, fixedClock: fixedClock(config), log })
    store = await openStore(config.store, {
      folder,
      clock: control.clock,
      machineClock: start.machineClock ?? machine,
      patience: start.storePatience,
      log,
    })
    const known = { ...start, keepsAlgorithms: start.keepsAlgorithms === true || held?.isAlone === false }
    const listening = await serveFactory(ports, store, known, { control, log, logTail })
    return { ...listening, close: () => listening.close().finally(() => held?.release()) }
  } catch (error) {
    await ports.close()
    await store?.close()
    held?.release()
    throw error
  }
}

async function serveFactory(
  ports: OpenPorts,
  opened: Store,
  { config, clock: machine, keepsAlgorithms = false, isIssuerAlone = false, isForTest, beforeToken }: FactoryStart,
  { control, log, logTail }: { control: Control; log: Log; logTail: LogTail },
): Promise<StartedFactory> {
  const { clock, layer } = control
  const store = isShared(config) ? opened : createLayeredStore(opened, layer, clock, { machine })
  const folder = join(config.keysFolder, name)
  const furtherNames = [new URL(config.url).hostname, ...config.tlsNames]
  await removeLeftovers(join(config.keysFolder, DUMP_FOLDER), machine)
  const { keysFolder, tokenLifetimeSeconds: lifetimeSeconds } = config
  const clientParts = clientPartsOf(config, machine, log)
  const [certificate, registered, rings] = await allEnded([
    openOwnCertificate({ keysFolder: config.keysFolder, name, furtherNames, clock: machine, log, isForTest }),
    openClients(keysFolder, folder, machine, clientParts),
    openRingsOfFactory({ config, folder, keepsAlgorithms, isIssuerAlone, isForTest, store, control, machine }),
  ])
  warnOfKeyFiles(log, rings)
  const { clients, issuers: declared, take, ...clientChanges } = changeableClients(registered, clientParts, control)
  const shapes = createTokenShapes(clients, declared, beforeToken)
  const publicFiles = [...clients.values()].flatMap(({ keysFile }) => keysFile ?? [])
  if (!isForTest) await warnOfLooseFiles(config.keysFolder, { folders: [name, 'dump'], publicFiles }, log)
  const url = withRealPort(config.url, ports)
  const { sureNow } = layer
  const shares = createClientShares({ store, clock, sureNow, roomBytes: () => roomOfClients(config.store, layer) })
  const use = createRingUse({ store, clock, sureNow, lifeSeconds: tokenLifeSeconds(config), firstRings: FIRST_RINGS })
  const room = createRingRoom({ rings, use, firstRings: FIRST_RINGS, declared, machine })
  const registry = createRegistry({
    store,
    clock,
    sureNow,
    approval: config.registryApproval,
    graceSeconds: config.registryGraceSeconds,
  })
  const issuers = createIssuers({ rings, url: () => url, room })
  const issuer = signatoryIssuerOf(config.issuer, url)
  const mint = createMint({ rings, room, use, issuers, shapes, clock, issuer, lifetimeSeconds })
  const signText = createSignText({ rings, room, use, issuers, shapes })
  const traces = createTraces(name, machine, TRACE_LIMITS, () => clockStep(clock))
  const guard = createGuard({ ...config, urls: [new URL(config.url)] })
  control.onClockBack(rings.tick)
  control.onClockBack(use.begin)
  control.onClockBack(shares.begin)
  control.publishes(keysForFaults(rings, issuers))
  const frame = { name, machine, control, config, clock, log, traces, guard }
  const people = await openFactoryPeople({
    ...frame,
    store,
    lastingStore: opened,
    folder,
    url,
    isShared: isShared(config),
    logTail,
  })
  const login = { ...frame, rings, url, folder, lastingStore: opened, registered: clients, people: people.forLogin }
  const loginRoutes = await openLoginRoutes(login)
  const issuing = { rings, issuers, room, use, mint, signText, store, shares, clients, shapes, registry }
  const ofPeople = { peopleRoutes: people.routes, peopleKeys: people.keySets }
  const parts = { ...frame, ...issuing, clientChanges, tls: certificate.tls, ...ofPeople, loginRoutes }
  ports.askForCertificates(() => wantsCertificates(clients))
  ports.serve((isForTest ? createFactoryWhenAsked : createFactory)(parts), certificate.tls())
  const renewal = certificate.lookAfter(ports, control)
  const rotation = startRotation(rings, clock, log, machine)
  const watch = watchClients({ ...clientParts, folder, text: registered.text, log, take })
  announce(log, config.host, ports)
  warnOfOpen(config, log)
  tellElsewhere(url, ports, log)
  return {
    ...ports,
    control,
    facts: {
      url,
      algorithm: rings.active(MAIN)?.algorithm ?? config.algorithm,
      hasAnyClaims: speaksForIssuer(config.issuer),
      isOpen: config.open,
      clients,
    },
    mint,
    signText,
    clientChanges,
    issuerKeys: createIssuerKeysByCall({ issuers, shapes }),
    async close() {
      control.events.close()
      await ports.close()
      await Promise.all([rotation.stop(), renewal.stop(), watch.stop(), people.close()])
      control.clock.reset() // a store writes down when it was closed
      await store.close()
    },
  }
}
