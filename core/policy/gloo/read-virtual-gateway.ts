import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import type { PolicyMetadata } from '../mesh/read-head.ts'
import { placeHere, plainText, quoted, refusePart, within, wordOf, type Fields, type Spot } from '../mesh/read-parts.ts'
import { glooFields, glooFieldsBelow, maybeItems, neededText, glooNumber, glooFlag } from './gloo-parts.ts'
import type { GlooListener, VirtualGateway } from './model.ts'

const LISTENER_FIELDS = ['port', 'http', 'httpsRedirect', 'tls', 'allowedRouteTables']
const OTHER_LISTENER_FIELDS = ['tcp', 'http3', 'appProtocol', 'exposeOnDestination', 'routeTables', 'retry', 'name']
const OTHER_HTTP_FIELDS = ['routeTableSelectors', 'localReplyConfig', 'options', 'http2Options']
const OTHER_TLS_FIELDS = [
  'cipherSuites',
  'files',
  'maximumVersion',
  'minimumVersion',
  'oneWayTls',
  'parameters',
  'subjectAltNames',
  'verifyCertificateHash',
  'verifyCertificateSpki',
  'verifySubjectAltName',
]
const SELECTOR_FIELDS = ['labels', 'cluster', 'namespace', 'name', 'workspace']

/** A name of a host as in a certificate, `*.` before it or not, or `*` for any. */
const HOST_LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST = new RegExp(`^(?:\\*|(?:\\*\\.)?${HOST_LABEL}(?:\\.${HOST_LABEL})*)$`)

/** @returns in lower case */
export function readGlooHost(part: YamlPart, text: string, spot: Spot): string | undefined {
  const host = text.toLowerCase()
  if (host.length <= 253 && HOST.test(host)) return host
  return refusePart(spot, part, `${quoted(text)} is no name of a host: write "example.com", "*.example.com" or "*"`)
}

/** Reads the spec of a VirtualGateway: on which ports it listens, for which hosts. */
export function readVirtualGateway(
  { name, namespace }: PolicyMetadata,
  document: YamlPart,
  spec: YamlEntry | undefined,
  spot: Spot,
): VirtualGateway | undefined {
  const inside = within(spot, 'spec')
  const fields = spec && glooFields(spec.value, inside, ['listeners', 'workloads'], ['options', 'deployed'])
  if (!fields?.get('listeners'))
    return refusePart(inside, spec ?? document, 'it has no "listeners": add one for each port')
  readWorkloads(fields.get('workloads'), inside)
  const listeners = maybeItems(fields.get('listeners'), inside).flatMap(
    ({ part, inside: place }) => readGlooListener(part, place) ?? [],
  )
  return { kind: 'VirtualGateway', name, namespace, place: placeHere(spot, document.place), listeners }
}

/** Which pods of a cluster it is for: here it is this process. Read, so that a slip is told. */
function readWorkloads(entry: YamlEntry | undefined, spot: Spot): void {
  for (const { part, inside } of maybeItems(entry, spot)) {
    const fields = glooFields(part, inside, ['selector', 'kind', 'port'])
    glooFieldsBelow(fields?.get('selector'), inside, SELECTOR_FIELDS)
  }
}

function readGlooListener(part: YamlPart, spot: Spot): GlooListener | undefined {
  const fields = glooFields(part, spot, LISTENER_FIELDS, OTHER_LISTENER_FIELDS)
  if (!fields) return undefined
  glooFieldsBelow(fields.get('http'), spot, [], OTHER_HTTP_FIELDS)
  const port = readListenerPort(fields, part, spot)
  const hosts = readAllowed(fields.get('allowedRouteTables'), spot)
  const tls = readGlooTls(fields.get('tls'), spot)
  const redirectsToHttps = glooFlag(fields.get('httpsRedirect'), spot, false)
  if (redirectsToHttps && fields.has('tls'))
    refusePart(within(spot, 'httpsRedirect'), part, 'who comes here speaks TLS already: take httpsRedirect or tls out')
  if (port === undefined) return undefined
  return { place: placeHere(spot, part.place), port, hosts, ...(tls && { tls }), redirectsToHttps }
}

function readListenerPort(fields: Fields, part: YamlPart, spot: Spot): number | undefined {
  const entry = fields.get('port')
  if (!entry) return refusePart(spot, part, '"port" is missing: add it, with its "number"')
  const inside = within(spot, 'port')
  const port = glooFields(entry.value, inside, ['number'], ['name'])
  if (!port) return undefined
  if (!port.has('number')) return refusePart(inside, entry, 'the port has no "number"')
  return glooNumber(port.get('number'), inside, 1, 65_535)
}

/** Without a word about it, every route table may have every host. */
function readAllowed(entry: YamlEntry | undefined, spot: Spot): string[] {
  if (!entry) return ['*']
  return maybeItems(entry, spot).flatMap(({ part, inside }) => {
    const fields = glooFields(part, inside, ['host'], ['selector'])
    const host = plainText(fields?.get('host'), inside)
    if (!fields) return []
    if (!fields.has('host')) return ['*']
    return host === undefined ? [] : (readGlooHost(part, host, within(inside, 'host')) ?? [])
  })
}

function readGlooTls(entry: YamlEntry | undefined, spot: Spot): GlooListener['tls'] {
  const inside = within(spot, 'tls')
  const fields = glooFieldsBelow(entry, spot, ['mode', 'secretName'], OTHER_TLS_FIELDS)
  if (!entry || !fields) return undefined
  const mode = fields.get('mode')
  const word = wordOf(mode, inside, [
    'SIMPLE',
    'MUTUAL',
    'PASSTHROUGH',
    'ISTIO_MUTUAL',
    'OPTIONAL_MUTUAL',
    'AUTO_PASSTHROUGH',
    'DISABLE',
  ])
  if (mode && word !== undefined && word !== 'SIMPLE')
    refusePart(
      within(inside, 'mode'),
      mode.value,
      `Gloo knows the mode ${word}, and it is not supported here: people have no certificate, write SIMPLE`,
    )
  const secretName = neededText(fields, 'secretName', entry, inside, 'the name of the secret with tls.crt and tls.key')
  return secretName === undefined ? undefined : { secretName, place: placeHere(inside, entry.value.place) }
}
