import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { createServer } from '#core/http/node-http'
import { createLog } from '#core/log'
import { endWithParent } from '#core/process/lifecycle'
import { createTraces } from '#core/trace/recorder'
import { readSidecarConfig } from '../../../apps/sidecar/config/read-sidecar-config.ts'
import { readGatewayConfig } from '../../../apps/gateway/config/read-gateway-config.ts'
import { startGateways } from '../../../apps/gateway/start.ts'
import { startSidecars } from '../../../apps/sidecar/start.ts'
import { plainForwarded, plainPassThrough } from '../bare/pass-through.ts'
import { GATEWAY_DOORS, gatewayFile } from '../gateways/file.ts'
import { openBenchLogins } from '../gateways/login.ts'
import { openBenchRelay } from '../relay/open.ts'
import { BENCH_ENDPOINT } from '../relay/requests.ts'
import { createRawSignature } from '../raw-signatures.ts'
import {
  BARE_DOORS,
  keyFileOf,
  signerFile,
  verifierFile,
  SIDECAR_DOORS,
  type BareDoor,
  type DoorName,
} from './files.ts'
import { openTokenMaker } from './tokens.ts'

// What is measured of the sidecars, and the plain servers around them: all speak HTTP without TLS, as their clients do.
const { env, argv } = process
const name = argv[2] as keyof typeof SIDECAR_PROGRAMS // the bench passes one of them
const [hello, folder] = [env['HELLO_URL'] ?? '', env['SIDECAR_KEYS'] ?? '']

const SIDECAR_PROGRAMS = {
  'plain-hello': () => listenPlain((_request, response) => void response.end('hello')),
  'plain-proxy': () => listenPlain(plainPassThrough(hello)),
  'plain-signing': () => openBareDoors(plainPassThrough(hello)),
  'plain-forwarder': () => listenPlain(plainForwarded(hello)),
  signer: () => openDoors((door) => signerFile(door, hello)),
  verifier: () => openDoors((door) => verifierFile(door, hello)),
  gateway: openGateways,
  relay: openRelayAndAgent,
}

type Ports = { port: number; doors?: Record<string, string> }

async function listenPlain(handle: Parameters<typeof createServer>[1]): Promise<Ports> {
  const server = createServer(handle)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port } // a TCP server that listens
}

/** Proxies that make or check one signature for each request, and do nothing with it; not in the process of the bare one: it would be warmer. */
async function openBareDoors(passThrough: RequestListener): Promise<Ports> {
  const acts: Record<BareDoor, () => void> = {
    'check ES256': createRawSignature('ES256').verify,
    'sign ES256': createRawSignature('ES256').sign,
    'check RS256': createRawSignature('RS256').verify,
  }
  const doors: Record<string, string> = {}
  for (const door of BARE_DOORS) {
    const act = acts[door]
    const { port } = await listenPlain((request, response) => {
      act()
      passThrough(request, response)
    })
    doors[door] = `http://127.0.0.1:${port}`
  }
  return { ...(await listenPlain(passThrough)), doors }
}

const worldOf = () => ({
  clock: systemClock,
  machine: systemClock,
  log: createLog({ name, level: 'info', format: 'json', clock: systemClock, write: () => {} }),
  traces: createTraces(name, systemClock),
  host: 'localhost',
  nameOf: String,
})

/** One for each profile, and those that log people in. */
async function openGateways(): Promise<Ports> {
  const publicKey = await readFile(join(folder, keyFileOf('ES256', 'public')), 'utf8')
  const config = readGatewayConfig(gatewayFile(hello, publicKey), 'bench.yaml', { folder })
  const { gateways } = await startGateways(config, worldOf())
  const doors = GATEWAY_DOORS.map((door, at) => [door, `http://127.0.0.1:${gateways[at]?.port}`])
  return {
    port: gateways[0]?.port ?? 0,
    doors: Object.fromEntries([...doors, ...(await openBenchLogins(hello, worldOf()))]),
  }
}

/** An agent and its relay, in one process. */
async function openRelayAndAgent(): Promise<Ports> {
  const publicKey = await readFile(join(folder, keyFileOf('ES256', 'public')), 'utf8')
  const makeToken = await openTokenMaker(folder, 'ES256', { piko: { listen: [BENCH_ENDPOINT] } })
  return { port: await openBenchRelay(hello, publicKey, makeToken(), worldOf()) }
}

/** One sidecar for each algorithm and way to use tokens, each at a port of its own. */
async function openDoors(fileOf: (door: DoorName) => string): Promise<Ports> {
  const shared = worldOf()
  const doors: Record<string, string> = {}
  for (const door of SIDECAR_DOORS) {
    const { proxies } = await startSidecars(readSidecarConfig(fileOf(door), 'bench.yaml', { folder }), shared)
    doors[door] = `http://127.0.0.1:${proxies[0]?.port}`
  }
  return { port: Number(new URL(doors[SIDECAR_DOORS[0]] ?? '').port), doors }
}

endWithParent(process, systemClock)
console.log(JSON.stringify({ msg: 'listening', ...(await SIDECAR_PROGRAMS[name]()) }))
