import { join } from 'node:path'
import type { Clock } from '#core/clock'
import type { PartyNameAt, PartyPortName } from '#core/config/parties'
import { loginHere } from '#core/config/login-issuer'
import type { Patience } from '#core/config/patience'
import { plainSocketOf } from '#core/config/plain-socket'
import { urlsOf, whereSetting } from '#core/config/process-settings'
import { usersHere } from '#core/config/user-issuer'
import { isReadOnlyFolder } from '#core/files/private-file'
import type { HeldPort } from '#core/http/held-port'
import type { TlsIdentity } from '#core/http/tls'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import { readSidecarConfig } from '../sidecar/config/read-sidecar-config.ts'
import type { OpenProxy } from '../sidecar/open-proxy.ts'
import { openSigner, type OpenSigner } from '../sidecar/signer/open-signer.ts'
import { openVerifier } from '../sidecar/verifier/open-verifier.ts'
import type { NeighboursConfig } from './config.ts'
import type { OpenGateways } from './gateways/gateway-parties.ts'
import { openLateGateways } from './gateways/late-gateways.ts'
import { openLateLogin } from './login/late-login.ts'
import type { OpenLogin } from './login/login-parties.ts'
import { leaveFile } from './leave-file.ts'
import { openLateRelays } from './relays/late-relays.ts'
import type { OpenRelays } from './relays/relay-parties.ts'
import { openLateMesh } from './mesh/late-mesh.ts'
import type { OpenMesh } from './mesh/mesh-parties.ts'
import { sidecarFile } from './sidecar-file.ts'
import { signerAlgorithm, signerFolderIn } from './signer-key.ts'
import type { TimeOfTraces } from './time-of-traces.ts'

export interface Parties {
  signer: OpenSigner
  verifier: OpenProxy
  mesh: OpenMesh
  gateways: OpenGateways
  relays: OpenRelays
  login: OpenLogin
  close(): Promise<void>
}

export interface PartiesParts {
  config: NeighboursConfig
  /** Where they listen. Whoever opens them closes these where they cannot be opened. */
  ports: Readonly<Record<PartyPortName, HeldPort>>
  clock: Clock
  machine: Clock
  isMoved: () => boolean
  log: Log
  traces: Readonly<Record<PartyNameAt<'neighbours'>, Traces>>
  /** The certificate of the process. */
  tls: () => TlsIdentity
  timeOfTraces: TimeOfTraces
  patience: Patience
  /** The registry is waited for so long, and gone on without. Milliseconds. */
  patienceForKey: number
}

/** The file with the configuration of the sidecars, in the folder of the process. */
export const SIDECAR_FILE = 'sidecars.yaml'

/** Opens all of them; where one cannot be opened, none is left. */
export async function openParties(parts: PartiesParts): Promise<Parties> {
  const pair = await openPair(parts)
  const mesh = openMeshOf(parts)
  const gateways = openGatewaysOf(parts)
  const relays = openRelaysOf(parts)
  const login = openLateLogin({ ...parts, factory: urlsOf(parts.config)['jwt-factory'] })
  const close = async () => void (await Promise.all([pair, login, mesh, gateways, relays].map((each) => each.close())))
  return { ...pair, mesh, gateways, relays, login, close }
}

function openRelaysOf(parts: PartiesParts): OpenRelays {
  const { config, ports, clock, machine, patience, log, traces, tls, timeOfTraces } = parts
  const { keysFolder, host, factoryIssuer, issuerUrl } = config
  const factory = urlsOf(config)['jwt-factory']
  const setting = whereSetting(config, 'jwt-factory')
  const time = { clock, machine, patience, timeOfTraces }
  const given = { keysFolder, factory, factoryIssuer, issuerUrl, host, log, traces, ...time }
  const asked = { url: factory, setting, ca: () => tls().ca, host, clock: machine, timeoutMilliseconds: patience.play }
  return openLateRelays({
    ports,
    async open(places) {
      const { openRelays } = await import('./relays/open-relays.ts')
      const { openFactory } = await import('./relays/open-factory.ts')
      return openRelays(
        {
          ...given,
          socket: await socketOfB(keysFolder),
          openFactory: () => openFactory(asked),
        },
        places,
      )
    },
    log,
    machine,
    patience,
  })
}

function openGatewaysOf(parts: PartiesParts): OpenGateways {
  const { config, ports, clock, machine, patience, log, traces, tls } = parts
  const { keysFolder, host, jwtSecret, factoryIssuer } = config
  const factory = urlsOf(config)['jwt-factory']
  const given = { keysFolder, jwtSecret, factory, factoryIssuer, tls, host, clock, machine, patience, log, traces }
  return openLateGateways({
    ports,
    open: async (places) =>
      (await import('./gateways/open-gateways.ts')).openGateways(
        { ...given, socket: await socketOfB(keysFolder) },
        places,
      ),
    log,
    machine,
    patience,
  })
}

/** Where B listens without a line of token code. */
const socketOfB = async (keysFolder: string) =>
  plainSocketOf(keysFolder, 'serviceb', {
    platform: process.platform,
    isReadOnly: await isReadOnlyFolder(join(keysFolder, 'serviceb')),
  })

function openMeshOf({ config, ports, clock, machine, patience, log, traces, tls }: PartiesParts): OpenMesh {
  const { keysFolder, host } = config
  const factory = urlsOf(config)['jwt-factory']
  const issuers = { users: usersHere(factory, config), provider: loginHere(factory, config) }
  return openLateMesh({
    ports,
    // Most of what it takes is imported when it is opened: a sandbox that never plays it starts without.
    open: async (places) =>
      (await import('./mesh/open-mesh.ts')).openMesh(
        { keysFolder, ...issuers, tls, host, clock, machine, patience, log, traces },
        places,
      ),
    log,
    machine,
    patience,
  })
}

/** Opens the sidecars of scenario 11 from a file as a person would write it, and leaves it for whoever wants to run one alone. */
async function openPair({
  config,
  ports,
  clock,
  machine,
  isMoved,
  log,
  traces,
  patience,
  patienceForKey,
}: PartiesParts): Promise<Omit<Parties, 'mesh' | 'gateways' | 'relays' | 'login'>> {
  const folder = join(config.keysFolder, 'neighbours')
  const [signerPort, verifierPort] = [ports.signer.place.port, ports.verifier.place.port]
  const registry = `${urlsOf(config)['jwt-factory'].href.replace(/\/$/, '')}/registry`
  const text = sidecarFile({
    signerPort,
    verifierPort,
    socket: await socketOfB(config.keysFolder),
    registry,
    ca: join(config.keysFolder, 'tls', 'ca.pem'),
    keyFolder: signerFolderIn(config.keysFolder),
    algorithm: signerAlgorithm(config.algorithm),
  })
  await leaveFile(join(folder, SIDECAR_FILE), text, log)
  const { signer: signs, verifiers } = readSidecarConfig(text, SIDECAR_FILE, { folder })
  const [verifies] = verifiers
  if (!signs || !verifies) throw new Error(`${SIDECAR_FILE} lacks a sidecar`)
  const shared = { clock, machine, isMoved, log, host: config.host, patience, nameOf, takesLessons: true }
  const signer = await openSigner(signs, { ...shared, traces: traces.signer, at: ports.signer })
  try {
    const verifier = await openVerifier(verifies, { ...shared, traces: traces.verifier, at: ports.verifier })
    await waitForKey(signer, patienceForKey, machine)
    return { signer, verifier, close: async () => void (await Promise.all([signer.close(), verifier.close()])) }
  } catch (error) {
    await signer.close()
    throw error
  }

  function nameOf(address: string): string {
    if (address === registry) return 'jwt-factory'
    if (address.startsWith('unix:')) return 'serviceb'
    return address.endsWith(`:${verifierPort}`) ? 'verifier' : address
  }
}

async function waitForKey(signer: OpenSigner, patience: number, machine: Clock): Promise<void> {
  const overdue = new AbortController()
  const late = machine.delay(patience, overdue.signal).catch(() => {})
  await Promise.race([signer.ready(overdue.signal).catch(() => {}), late])
  overdue.abort()
}
