import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { createServer } from '#core/http/node-http'
import { openWorkloadIdentity } from '#core/http/workload-identity'
import { createLog } from '#core/log'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { endWithParent } from '#core/process/lifecycle'
import { createTraces } from '#core/trace/recorder'
import { openProxy } from '../../../apps/mesh/proxy/open-proxy.ts'
import { readProxyFiles } from '../../../apps/mesh/proxy/read-proxy-files.ts'
import { readProxyConfig } from '../../../apps/mesh/proxy/read-proxy-config.ts'
import { plainForwarded, plainPassThrough } from '../bare/pass-through.ts'
import { keyFileOf } from '../sidecars/files.ts'
import { MESH_DOORS, policiesAt, type MeshDoorName } from './policies.ts'

// What is measured of the policy sidecar, and what it is held against: mutual TLS in front of the same plain hello.
const { env, argv } = process
const name = argv[2] as keyof typeof MESH_PROGRAMS // the bench passes one of them
const [hello, folder] = [env['HELLO_URL'] ?? '', env['MESH_KEYS'] ?? '']
const certificates = join(folder, 'tls')
const ACCOUNT = { trustDomain: 'cluster.local', namespace: 'default', serviceAccount: 'backend-api' }

const MESH_PROGRAMS = {
  'mesh-hello': () => listenOn(createServer((_request, response) => void response.end('hello'))),
  'mesh-proxy': () => listenWithPeers(plainPassThrough(hello)),
  'mesh-forwarder': () => listenWithPeers(plainForwarded(hello)),
  'mesh-sidecar': openSidecars,
}

type Ports = { port: number; doors?: Record<string, string> }

async function listenOn(server: Server): Promise<Ports> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port } // a TCP server that listens
}

/** As one writes it by hand: whoever has a certificate of the authority may ask. */
async function listenWithPeers(handle: RequestListener): Promise<Ports> {
  const tls = await openWorkloadIdentity(certificates, ACCOUNT, systemClock)
  const { port } = await listenOn(createSecureServer({ ...tls, requestCert: true, rejectUnauthorized: true }, handle))
  return { port, doors: { tls: `https://127.0.0.1:${port}` } }
}

/** One for each number of policies. */
async function openSidecars(): Promise<Ports> {
  const log = createLog({ name, level: 'info', format: 'json', clock: systemClock, write: () => {} })
  const publicKey = createPublicKey(await readFile(join(folder, keyFileOf('ES256', 'public'))))
  const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'a-1' }] })
  const doors: Record<string, string> = {}
  for (const door of MESH_DOORS) doors[door] = await openOne(door, jwks)
  return { port: Number(new URL(doors['few'] ?? '').port), doors }

  async function openOne(door: MeshDoorName, text: string): Promise<string> {
    const config = readProxyConfig(JSON.stringify(configOf()), 'mesh.yaml', { folder })
    const { policies } = readMeshPolicies([{ file: 'policies.yaml', text: policiesAt(door, text) }])
    const files = await readProxyFiles(config, systemClock.now())
    const traces = createTraces(name, systemClock)
    const { inbound } = await openProxy(config, policies, { files, clock: systemClock, log, traces, host: 'localhost' })
    return `https://127.0.0.1:${inbound[0]?.port}`
  }
}

const configOf = () => ({
  workload: { name: 'backend-api', serviceAccount: 'backend-api', labels: { app: 'backend-api' } },
  listen: '127.0.0.1:0',
  upstream: hello,
  policies: ['policies.yaml'],
  certificates: { folder: certificates },
})

endWithParent(process, systemClock)
console.log(JSON.stringify({ msg: 'listening', ...(await MESH_PROGRAMS[name]()) }))
