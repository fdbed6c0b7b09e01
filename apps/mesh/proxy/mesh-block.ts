import { z } from 'zod'
import {
  goDuration,
  integerWithin,
  keyBlock,
  listWith,
  maybeKey,
  oneWord,
  someText,
  trueOrFalse,
} from '#core/config/file-kinds'
import { MESH_DEFAULTS, PATH_NORMALIZATIONS, type MeshSettings } from '#core/policy/mesh/model'
import { PROVIDER_TIMEOUT, type HttpProvider } from '../external/provider.ts'
import { dnsLabel, dnsName, portNumber, textMap, trustDomain } from './kinds.ts'

const nameList = maybeKey(listWith(someText))

/** Istio writes it as a text. */
const status = z
  .union([z.int(), z.string().regex(/^\d{3}$/)], 'is not a status')
  .transform(Number)
  .pipe(integerWithin(200, 599))

const authorizer = keyBlock({
  service: someText.regex(/^(?:[a-z0-9-]+\/)?[a-z0-9.-]+$/i, 'is not the name of a host'),
  port: portNumber,
  timeout: maybeKey(goDuration),
  pathPrefix: maybeKey(someText.regex(/^\/[^\s?#]*$/, 'is not a path: it begins with /')),
  failOpen: maybeKey(trueOrFalse),
  statusOnError: maybeKey(status),
  includeRequestHeadersInCheck: nameList,
  includeAdditionalHeadersInCheck: maybeKey(textMap('headers')),
  headersToUpstreamOnAllow: nameList,
  headersToDownstreamOnDeny: nameList,
  headersToDownstreamOnAllow: nameList,
})

const provider = keyBlock({ name: someText, envoyExtAuthzHttp: authorizer }).transform(
  ({ name, envoyExtAuthzHttp: given }): HttpProvider => ({
    name,
    address: `http://${given.service.replace(/^.*\//, '')}:${given.port}`,
    timeout: given.timeout || PROVIDER_TIMEOUT,
    pathPrefix: given.pathPrefix ?? '',
    failOpen: given.failOpen ?? false,
    statusOnError: given.statusOnError ?? 403,
    includeRequestHeadersInCheck: given.includeRequestHeadersInCheck ?? [],
    includeAdditionalHeadersInCheck: given.includeAdditionalHeadersInCheck ?? {},
    headersToUpstreamOnAllow: given.headersToUpstreamOnAllow ?? [],
    ...(given.headersToDownstreamOnDeny && { headersToDownstreamOnDeny: given.headersToDownstreamOnDeny }),
    headersToDownstreamOnAllow: given.headersToDownstreamOnAllow ?? [],
  }),
)

/** `mesh`: what holds for all of it, with the nameList and defaults of Istio's mesh config. */
export const meshBlock = keyBlock({
  rootNamespace: maybeKey(dnsLabel),
  trustDomain: maybeKey(trustDomain),
  trustDomainAliases: maybeKey(listWith(trustDomain)),
  pathNormalization: maybeKey(oneWord(PATH_NORMALIZATIONS)),
  numTrustedProxies: maybeKey(integerWithin(0, 100)),
  extensionProviders: maybeKey(listWith(provider)),
}).transform(({ extensionProviders, ...given }): { settings: MeshSettings; providers: readonly HttpProvider[] } => ({
  settings: {
    ...MESH_DEFAULTS,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  },
  providers: extensionProviders ?? [],
}))

/** A service of the mesh that the workload calls. */
export const serviceBlock = keyBlock({
  name: dnsLabel,
  namespace: maybeKey(dnsLabel),
  port: maybeKey(portNumber),
  address: someText.regex(/^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/i, 'is not an address: write host:port'),
  serviceAccount: maybeKey(dnsName),
})
