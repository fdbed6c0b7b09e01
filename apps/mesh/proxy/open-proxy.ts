import type { Clock } from '#core/clock'
import { readTarget } from '#core/http/forward/target'
import type { Log } from '#core/log'
import type { MeshPolicies } from '#core/policy/mesh/model'
import type { Traces } from '#core/trace/recorder'
import { givenIdentity, openOwnIdentity, type SidecarIdentity } from '../identity.ts'
import { askOutside, type AskAddress } from '../keys/fetch-key-set.ts'
import { createMeshPlane } from '../plane.ts'
import { openMeshSidecar, type OpenMeshSidecar } from '../sidecar.ts'
import { readNamed } from './named-file.ts'
import type { MeshProxyConfig } from './proxy-config.ts'
import type { ProxyFiles } from './read-proxy-files.ts'

export interface ProxyParts {
  /** What the configuration names besides its policies. */
  files: ProxyFiles
  clock: Clock
  log: Log
  traces: Traces
  /** HOST: where `localhost` is. */
  host: string
}

/** A sidecar in front of somebody's own service. */
export interface OpenMeshProxy extends OpenMeshSidecar {
  use(policies: MeshPolicies): Promise<void>
  /** Other certificates from the next connection on, and other key sets from now on. */
  renew(files: ProxyFiles): Promise<void>
}

/** @throws Error for the person at the terminal; the platform's error when a port cannot be had */
export async function openProxy(
  config: MeshProxyConfig,
  policies: MeshPolicies,
  parts: ProxyParts,
): Promise<OpenMeshProxy> {
  const { clock, log, traces, host } = parts
  const { workload, mesh, providers, upstream, outbound } = config
  let { files } = parts
  const identity = await openIdentity(config, parts)
  const plane = createMeshPlane({
    mesh,
    policies,
    clock,
    machine: clock,
    log,
    ask: askerFor(config, parts, () => files.trusted),
  })
  tellUnknownProviders(config, policies, log)
  const target = readTarget(upstream)
  const inbound = {
    listen: config.listen,
    upstream: () => target,
    upstreamName: upstream,
    port: config.port,
    isGateway: config.isGateway,
  }
  const settings = {
    workload,
    inbound: [inbound],
    ...(outbound && { outbound }),
    shutdownTimeout: config.shutdownTimeout,
  }
  const end = async () => {
    plane.close()
    await identity.close()
  }
  try {
    const sidecar = await openMeshSidecar(settings, { plane, identity, providers, machine: clock, log, traces, host })
    return {
      ...sidecar,
      async use(others) {
        await plane.use(others)
        tellUnknownProviders(config, others, log)
      },
      async renew(renewed) {
        files = renewed
        if ('renew' in identity && renewed.certificates) identity.renew(renewed.certificates)
        await plane.renewKeys()
      },
      async close() {
        await sidecar.close()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

async function openIdentity(
  { workload, mesh, certificates }: MeshProxyConfig,
  { files, clock, log }: ProxyParts,
): Promise<SidecarIdentity | ReturnType<typeof givenIdentity>> {
  const { namespace, serviceAccount } = workload
  const account = { trustDomain: mesh.trustDomain, namespace, serviceAccount }
  if (certificates.kind === 'folder') return openOwnIdentity(account, { folder: certificates.folder, clock, log })
  if (!files.certificates) throw new TypeError('the certificates that are named have not been read')
  return givenIdentity(account, files.certificates)
}

/** What stands in a file is not asked for. */
function askerFor(
  { jwksSources }: MeshProxyConfig,
  { clock: machine, host }: ProxyParts,
  trusted: () => ProxyFiles['trusted'],
): AskAddress {
  return async (address, bounds) => {
    const file = Object.hasOwn(jwksSources, address) ? jwksSources[address] : undefined
    return file
      ? { status: 200, text: await readNamed(file) }
      : askOutside({ ca: trusted(), host, machine })(address, bounds)
  }
}

/** The mesh refuses what such a policy is about, and says so in its log alone. */
function tellUnknownProviders(
  { providers, workload }: MeshProxyConfig,
  { authorization }: MeshPolicies,
  log: Log,
): void {
  for (const { provider, name, namespace, place } of authorization) {
    if (provider === undefined || providers.some((each) => each.name === provider)) continue
    const policy = {
      policy: `${namespace}/${name}`,
      file: place.file,
      line: place.line,
      provider,
      workload: workload.name,
    }
    log.warn(
      { ...policy, advice: 'add it to mesh.extensionProviders: what it is asked for is refused until then' },
      'provider-unknown',
    )
  }
}
