import { readFileSync } from 'node:fs'
import { request as plainRequest, createServer, type IncomingHttpHeaders } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'
import { afterAll } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { readTarget } from '#core/http/forward/target'
import type { TlsIdentity } from '#core/http/tls'
import { createLog } from '#core/log'
import type { MeshPolicies, MeshSettings, Workload } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { createTraces } from '#core/trace/recorder'
import { openOwnIdentity } from '../../apps/mesh/identity.ts'
import { identityIn, meshFolder } from '../../apps/mesh/mesh-sidecar.fixture.ts'
import { createMeshPlane } from '../../apps/mesh/plane.ts'
import { openMeshSidecar, type OpenMeshSidecar } from '../../apps/mesh/sidecar.ts'
import { askCases } from './istio-tokens.ts'

/** A request of a row, ready to be sent. */
export interface RowRequest {
  method: string
  path: string
  port: number
  headers: Record<string, string | string[]>
  /** `cluster.local/ns/echo1/sa/a`; null: plaintext. */
  peer: string | null
  sni: string | null
}

/** What came of it: 0 where the connection was cut. */
export interface RowAnswer {
  status: number
  /** Of the service behind; undefined where it was not asked. */
  seen: IncomingHttpHeaders | undefined
  seenUrl: string | undefined
}

/** Real sidecars for the workloads of some rows, each with the policies of a file. For `afterAll`. */
export async function openRows({ mesh, clock }: { mesh: MeshSettings; clock: number }) {
  const folder = await meshFolder(afterAll)
  const seen: { headers: IncomingHttpHeaders; url: string }[] = []
  const service = createServer((request, response) => {
    seen.push({ headers: request.headers, url: request.url ?? '' })
    request.resume()
    response.end()
  })
  await new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve))
  const place = service.address()
  const upstream = readTarget(`http://127.0.0.1:${typeof place === 'object' && place ? place.port : 0}`)
  const log = createLog({ name: 'rows', level: 'silent', format: 'json', clock: systemClock, write: () => {} })
  const traces = createTraces('rows', systemClock)
  const account = { trustDomain: mesh.trustDomain, namespace: 'echo1', serviceAccount: 'b' }
  const identity = await openOwnIdentity(account, { folder, clock: systemClock, log })
  const peers = new Map<string, Promise<TlsIdentity>>()
  const agent = new Agent({ keepAlive: true })
  const ends: (() => Promise<void>)[] = []
  afterAll(async () => {
    agent.destroy()
    for (const end of ends) await end()
    await identity.close()
    service.closeAllConnections()
    service.close()
  })

  async function open(policies: MeshPolicies, workload: Workload, ports: readonly number[]): Promise<OpenMeshSidecar> {
    const parts = { clock: manualClock(clock * 1000), machine: systemClock, log }
    const plane = createMeshPlane({ ...parts, mesh, policies, ask: askCases })
    const isGateway = workload.name.includes('gateway')
    const inbound = ports.map((port) => ({
      port,
      isGateway,
      upstream: () => upstream,
      upstreamName: 'the service',
      listen: { kind: 'tcp' as const, host: '127.0.0.1', port: 0 },
    }))
    const world = { plane, identity, providers: [], machine: systemClock, log, traces, host: 'localhost' }
    const sidecar = await openMeshSidecar({ workload, inbound, shutdownTimeout: 1 }, world)
    ends.push(async () => {
      await sidecar.close()
      plane.close()
    })
    return sidecar
  }

  const peerTls = (peer: string) => {
    const [, , namespace, , account] = peer.split('/')
    const known = peers.get(peer) ?? identityIn(folder, `${namespace}/${account}`)
    peers.set(peer, known)
    return known
  }

  async function send({ peer, sni, ...asked }: RowRequest): Promise<RowAnswer> {
    const options = { host: '127.0.0.1', ...asked }
    const tls = peer === null ? undefined : await peerTls(peer)
    seen.length = 0
    const status = await new Promise<number>((resolve) => {
      const sent = tls
        ? secureRequest({ ...options, ...tls, agent, servername: sni ?? '', checkServerIdentity: () => undefined })
        : plainRequest({ ...options, agent: false })
      sent.on('response', (answer) => answer.resume().on('end', () => resolve(answer.statusCode ?? 0)))
      sent.on('error', () => resolve(0))
      sent.end()
    })
    return { status, seen: seen[0]?.headers, seenUrl: seen[0]?.url }
  }

  return { open, send }
}

const read = new Map<string | null, MeshPolicies>()

/** The policies of a file of tests/vectors/istio, of all kinds. */
export function policiesOfFile(file: string | null): MeshPolicies {
  const known = read.get(file)
  if (known) return known
  const text = file === null ? '' : readFileSync(new URL(`../vectors/istio/${file}`, import.meta.url), 'utf8')
  const { policies } = readMeshPolicies([{ file: file ?? 'none', text }])
  read.set(file, policies)
  return policies
}
