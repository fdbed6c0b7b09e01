import { z } from 'zod'
import { ConfigFileFault, faultsOfIssue } from '#core/config/file-faults'
import {
  filePath,
  goDuration,
  keyBlock,
  listenAddress,
  listWith,
  maybeKey,
  someText,
  trueOrFalse,
  upstreamAddress,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { ONE_MINUTE } from '#core/config/go-duration'
import { readYaml } from '#core/config/yaml-text'
import { dnsLabel, dnsName, namedPath, portNumber, textMap } from './kinds.ts'
import { meshBlock, serviceBlock } from './mesh-block.ts'
import type { CertificateSource, MeshProxyConfig } from './proxy-config.ts'

/**
 * Reads the configuration of a policy sidecar (docs/mesh.md).
 * @param file its name, for messages
 * @param place where paths in it begin
 * @throws ConfigFileFault with every fault, each with its line
 */
export function readProxyConfig(text: string, file: string, place: ConfigPlace): MeshProxyConfig {
  const yaml = readYaml(text)
  if (yaml.faults.length > 0) throw new ConfigFileFault(file, yaml.faults)
  const read = proxyBlock(place).safeParse(yaml.value ?? {})
  if (read.success) return read.data
  throw new ConfigFileFault(
    file,
    read.error.issues.flatMap((issue) => faultsOfIssue(issue, yaml)),
  )
}

const workloadBlock = keyBlock({
  name: dnsName,
  namespace: maybeKey(dnsLabel),
  serviceAccount: maybeKey(dnsName),
  labels: maybeKey(textMap('labels')),
}).transform(({ name, namespace, serviceAccount, labels }) => ({
  name,
  namespace: namespace ?? 'default',
  serviceAccount: serviceAccount ?? 'default',
  labels: labels ?? {},
}))

const proxyBlock = (place: ConfigPlace) =>
  keyBlock({
    workload: workloadBlock,
    listen: plainListen(place),
    upstream: upstreamAddress(place),
    port: maybeKey(portNumber),
    gateway: maybeKey(trueOrFalse),
    policies: listWith(namedPath(place)).min(1, 'is empty: name a file of policies'),
    certificates: certificateBlock(place),
    mesh: maybeKey(meshBlock),
    jwksSources: maybeKey(z.record(someText, keyBlock({ file: namedPath(place) }), 'is not a block of addresses')),
    trustedCertificates: maybeKey(listWith(namedPath(place))),
    outbound: maybeKey(keyBlock({ listen: plainListen(place), services: listWith(serviceBlock) })),
    shutdownTimeout: maybeKey(goDuration),
  })
    .superRefine(({ upstream, port }, context) => {
      if (port === undefined && upstream.startsWith('unix:'))
        context.addIssue({ code: 'custom', path: ['port'], message: 'is missing: a socket has none of its own' })
    })
    .transform((given): MeshProxyConfig => {
      const { workload, mesh = meshBlock.parse({}), outbound, jwksSources = {} } = given
      return {
        workload,
        mesh: mesh.settings,
        providers: mesh.providers,
        listen: given.listen,
        upstream: given.upstream,
        port: given.port ?? portOfUrl(given.upstream),
        isGateway: given.gateway ?? false,
        policies: given.policies,
        certificates: given.certificates,
        jwksSources: Object.fromEntries(Object.entries(jwksSources).map(([address, { file }]) => [address, file])),
        ...(given.trustedCertificates && { trustedCertificates: given.trustedCertificates }),
        ...(outbound && {
          outbound: {
            listen: outbound.listen,
            services: outbound.services.map(({ name, namespace, port, address, serviceAccount }) => ({
              name,
              address,
              namespace: namespace ?? workload.namespace,
              port: port ?? 80,
              ...(serviceAccount !== undefined && { serviceAccount }),
            })),
          },
        }),
        shutdownTimeout: given.shutdownTimeout ?? ONE_MINUTE,
      }
    })

/** The port itself says what is spoken there: policies do. */
const plainListen = (place: ConfigPlace) =>
  listenAddress(place)
    .refine(
      (listen) => listen.kind === 'socket' || listen.scheme === undefined,
      'has a scheme: write host:port or :port',
    )
    .transform((listen) => (listen.kind === 'socket' ? listen : bareListen(listen)))

const bareListen = ({ kind, host, port }: { kind: 'tcp'; host?: string; port: number }) => ({
  kind,
  port,
  ...(host !== undefined && { host }),
})

const certificateBlock = (place: ConfigPlace) =>
  keyBlock({
    folder: maybeKey(filePath(place)),
    ca: maybeKey(namedPath(place)),
    certificate: maybeKey(namedPath(place)),
    key: maybeKey(namedPath(place)),
  }).transform(({ folder, ca, certificate, key }, context): CertificateSource => {
    if (folder !== undefined && !ca && !certificate && !key) return { kind: 'folder', folder }
    if (folder === undefined && ca && certificate && key) return { kind: 'files', ca, certificate, key }
    context.addIssue({ code: 'custom', message: 'needs folder alone, or ca, certificate and key' })
    return z.NEVER
  })

const portOfUrl = (address: string) => {
  const { port, protocol } = new URL(address)
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}
