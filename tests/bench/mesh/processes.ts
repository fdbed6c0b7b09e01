import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { openWorkloadIdentity } from '#core/http/workload-identity'
import { startChild } from '../../../apps/sandbox/child.ts'
import type { MeasuredProcess } from '../measured-process.ts'
import { makeSidecarKeys } from '../sidecars/tokens.ts'

export const MESH_LABELS = ['mesh-hello', 'mesh-proxy', 'mesh-forwarder', 'mesh-sidecar'] as const
export type MeshLabel = (typeof MESH_LABELS)[number]

const CALLER = { trustDomain: 'cluster.local', namespace: 'default', serviceAccount: 'webui' }

/** Starts a policy sidecar, a hello that it leads to, and bare proxies with mutual TLS beside it, on free ports. */
export async function startMeshProcesses(
  folder: string,
): Promise<{ processes: Record<MeshLabel, MeasuredProcess>; stop: () => Promise<void> }> {
  const keysFolder = join(folder, 'mesh-keys')
  await makeSidecarKeys(keysFolder)
  const { ca, cert, key } = await openWorkloadIdentity(join(keysFolder, 'tls'), CALLER, systemClock)
  const stops: (() => Promise<void>)[] = []
  const stop = async () => void (await Promise.all(stops.map((stopOne) => stopOne())))
  const start = async (name: MeshLabel, hello = ''): Promise<MeasuredProcess> => {
    let doors: Record<string, string> = {}
    const env = { HELLO_URL: hello, MESH_KEYS: keysFolder }
    const child = await startChild(['tests/bench/mesh/main.ts', name], folder, env, (event) => {
      if ('doors' in event) doors = event.doors as Record<string, string> // as its main.ts says it
    })
    stops.push(child.stop)
    const url = doors['tls'] ?? child.url
    return { ...child, url, keysFolder, ca, certifiedName: 'localhost', doors, caller: { cert, key } }
  }
  try {
    const hello = await start('mesh-hello')
    const proxy = await start('mesh-proxy', hello.url)
    const [forwarder, sidecar] = await Promise.all([
      start('mesh-forwarder', hello.url),
      start('mesh-sidecar', hello.url),
    ])
    const processes = { 'mesh-hello': hello, 'mesh-proxy': proxy, 'mesh-forwarder': forwarder, 'mesh-sidecar': sidecar }
    return { processes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
