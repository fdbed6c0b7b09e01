import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { Clock } from '#core/clock'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import { readTarget } from '#core/http/forward/target'
import type { Log } from '#core/log'
import type { MeshPolicies } from '#core/policy/mesh/model'
import type { Traces } from '#core/trace/recorder'
import { givenIdentity, openOwnIdentity, type SidecarIdentity } from '../identity.ts'
import { askOutside, type AskAddress } from '../keys/fetch-key-set.ts'
import { createMeshPlane } from '../plane.ts'
import { openMeshSidecar, type OpenMeshSidecar } from '../sidecar.ts'
import type { MeshProxyConfig, NamedPath } from './proxy-config.ts'

export interface ProxyParts {
  clock: Clock
  log: Log
  traces: Traces
  /** HOST: where `localhost` is. */
  host: string
}

/** A sidecar in front of somebody's own service. */
export interface OpenMeshProxy extends OpenMeshSidecar {
  use(policies: MeshPolicies): Promise<void>
}

/** A certificate, a key, or a key set has some kilobytes. Bytes. */
const LARGEST_NAMED = 1_000_000

/** @throws Error for the person at the terminal; the platform's error when a port cannot be had */
export async function openProxy(
  config: MeshProxyConfig,
  policies: MeshPolicies,
  { clock, log, traces, host }: ProxyParts,
): Promise<OpenMeshProxy> {
  const { workload, mesh, providers, upstream, outbound } = config
  const identity = await openIdentity(config, clock, log)
  const plane = createMeshPlane({
    mesh,
    policies,
    clock,
    machine: clock,
    log,
    ask: await askerFor(config, clock, host),
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
  clock: Clock,
  log: Log,
): Promise<SidecarIdentity> {
  const { namespace, serviceAccount } = workload
  const account = { trustDomain: mesh.trustDomain, namespace, serviceAccount }
  if (certificates.kind === 'folder') return openOwnIdentity(account, { folder: certificates.folder, clock, log })
  const { ca, certificate, key } = certificates
  const [caText, cert, keyText] = await Promise.all([readPem(ca), readPem(certificate), readNamed(key)])
  try {
    createSecureContext({ cert, key: keyText })
  } catch (cause) {
    throw new Error(`${key.given} is not the private key of ${certificate.given}.`, { cause })
  }
  return givenIdentity(account, { ca: caText, cert, key: keyText })
}

/** What stands in a file is not asked for. */
async function askerFor(
  { jwksSources, trustedCertificates }: MeshProxyConfig,
  machine: Clock,
  host: string,
): Promise<AskAddress> {
  const ca = trustedCertificates && (await Promise.all(trustedCertificates.map(readPem)))
  const outside = askOutside({ ca, host, machine })
  return async (address, bounds) => {
    const file = Object.hasOwn(jwksSources, address) ? jwksSources[address] : undefined
    return file ? { status: 200, text: await readNamed(file) } : outside(address, bounds)
  }
}

async function readPem(file: NamedPath): Promise<string> {
  const text = await readNamed(file)
  try {
    void new X509Certificate(text)
    return text
  } catch (cause) {
    throw new Error(`${file.given} is no certificate in PEM.`, { cause })
  }
}

async function readNamed({ given, path }: NamedPath): Promise<string> {
  return readUtf8File(path, LARGEST_NAMED).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new Error(`${given} cannot be read: ${why}.`, { cause })
  })
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
