import { rm } from 'node:fs/promises'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { cp } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import { readTarget } from '#core/http/forward/target'
import { createServer } from '#core/http/node-http'
import type { TlsIdentity } from '#core/http/tls'
import { openWorkloadIdentity } from '#core/http/workload-identity'
import { createLog } from '#core/log'
import { MESH_DEFAULTS, type MeshSettings, type Workload } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { createTraces } from '#core/trace/recorder'
import { certifiedTemplate, temporaryFolder } from '../../tests/support/folders.ts'
import { askMesh, type MeshCall } from './ask-mesh.fixture.ts'
import type { HttpProvider } from './external/provider.ts'
import { openOwnIdentity } from './identity.ts'
import type { AskAddress } from './keys/fetch-key-set.ts'
import { createMeshPlane } from './plane.ts'
import { openMeshSidecar, type SidecarSettings } from './sidecar.ts'

/** What the service behind a sidecar saw. */
export interface SeenRequest {
  method: string
  url: string
  rawHeaders: string[]
  headers: IncomingHttpHeaders
  body: string
}

export interface TestMeshOptions {
  policies?: string
  workload?: Partial<Workload>
  mesh?: Partial<MeshSettings>
  /** Those of the workload, as policies speak of them. */
  ports?: readonly number[]
  isGateway?: boolean
  providers?: readonly HttpProvider[]
  outbound?: NonNullable<SidecarSettings['outbound']>['services']
  clock?: Clock
  ask?: AskAddress
  folder?: string
  /** Where a mesh is for several tests: `afterAll`. */
  whenDone?: WhenDone
}

type WhenDone = (task: () => Promise<void>) => void

const BACKEND_API: Workload = {
  namespace: 'default',
  name: 'backend-api',
  labels: { app: 'backend-api' },
  serviceAccount: 'backend-api',
}

const TRUST_DOMAIN = 'cluster.local'

/** A folder with the authority of the sandbox, which is made once for all tests. */
export async function meshFolder(whenDone: WhenDone = onTestFinished): Promise<string> {
  const folder = await temporaryFolder()
  whenDone(() => rm(folder, { recursive: true, force: true }))
  const made = join(await certifiedTemplate(), 'tls')
  await cp(made, folder, { recursive: true, filter: (path) => path === made || basename(path).startsWith('ca.') })
  return folder
}

/** `namespace/service-account` */
export const identityIn = (folder: string, account: string): Promise<TlsIdentity> => {
  const [namespace = '', serviceAccount = ''] = account.split('/')
  return openWorkloadIdentity(folder, { trustDomain: TRUST_DOMAIN, namespace, serviceAccount }, systemClock)
}

const refuseAsking: AskAddress = async () => ({ status: 404, text: '' })

/** The sidecar of backend-api before a plain server that remembers what it was asked. */
export async function openTestMesh(options: TestMeshOptions = {}) {
  const { whenDone = onTestFinished } = options
  const keys = options.folder ?? (await meshFolder(whenDone))
  const clock = options.clock ?? systemClock
  const seen: SeenRequest[] = []
  const service = await openService(seen)
  const logs: string[] = []
  const log = createLog({ name: 'mesh', level: 'debug', format: 'json', clock, write: (line) => logs.push(line) })
  const traces = createTraces('backend-api', clock)
  const mesh = { ...MESH_DEFAULTS, ...options.mesh }
  const plane = createMeshPlane({
    mesh,
    clock,
    log,
    policies: policiesOf(options.policies ?? ''),
    machine: systemClock,
    ask: options.ask ?? refuseAsking,
  })
  const workload = { ...BACKEND_API, ...options.workload }
  const { trustDomain } = mesh
  const account = { trustDomain, namespace: workload.namespace, serviceAccount: workload.serviceAccount ?? 'default' }
  const identity = await openOwnIdentity(account, { folder: keys, clock: systemClock, log })
  const upstream = readTarget(service.address)
  const ports = options.ports ?? [3000]
  const sidecar = await openMeshSidecar(
    {
      workload,
      inbound: ports.map((port) => ({
        listen: { kind: 'tcp', host: '127.0.0.1', port: 0 },
        upstream: () => upstream,
        upstreamName: 'the service',
        port,
        isGateway: options.isGateway ?? false,
      })),
      ...(options.outbound && {
        outbound: { listen: { kind: 'tcp', host: '127.0.0.1', port: 0 }, services: options.outbound },
      }),
      shutdownTimeout: 1,
    },
    { plane, identity, providers: options.providers ?? [], machine: systemClock, log, traces, host: 'localhost' },
  )
  const close = async () => {
    await sidecar.close()
    await identity.close()
    plane.close()
    await service.close()
  }
  whenDone(close)
  const port = sidecar.inbound[0]?.port ?? 0
  return {
    folder: keys,
    port,
    seen,
    logs,
    traces,
    plane,
    identity,
    outboundPort: sidecar.outbound?.port ?? 0,
    service,
    /** Other policies from now on. */
    use: (text: string) => plane.use(policiesOf(text)),
    ask: (path: string, call: MeshCall = {}) =>
      askMesh(path, { ...call, port: call.port ?? sidecar.inbound[call.at ?? 0]?.port ?? 0 }),
    identityOf: (name: string) => identityIn(keys, name),
  }
}

export function policiesOf(text: string) {
  const { policies, faults } = readMeshPolicies([{ file: 'policies.yaml', text }])
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  return policies
}

async function openService(seen: SeenRequest[]): Promise<{ address: string; server: Server; close(): Promise<void> }> {
  const server = createServer((asked, response) => {
    let body = ''
    asked.on('data', (chunk: Buffer) => (body += chunk.toString()))
    asked.on('end', () => {
      const { method = '', url = '', rawHeaders, headers } = asked
      seen.push({ method, url, rawHeaders, headers, body })
      response.end('x-echo' in asked.headers ? JSON.stringify({ headers: asked.headers }) : 'the service')
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  }
  return { address: `http://127.0.0.1:${port}`, server, close }
}
