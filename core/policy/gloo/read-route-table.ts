import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import type { PolicyMetadata } from '../mesh/read-head.ts'
import {
  placeHere,
  plainText,
  quoted,
  refusePart,
  textsOf,
  within,
  wordOf,
  type Fields,
  type Spot,
} from '../mesh/read-parts.ts'
import {
  glooFields,
  glooFieldsBelow,
  glooPath,
  maybeItems,
  neededText,
  readGlooRef,
  glooTexts,
  glooNumber,
  withoutEffect,
} from './gloo-parts.ts'
import type { GlooDestination, GlooMatcher, GlooRoute, RouteTable } from './model.ts'
import { isNormalForAll } from './route-request.ts'
import { readGlooHost } from './read-virtual-gateway.ts'
import { readUriMatcher } from './read-uri-matcher.ts'

const TABLE_FIELDS = ['hosts', 'virtualGateways', 'http', 'workloadSelectors', 'weight']
const OTHER_TABLE_FIELDS = ['tcp', 'tls', 'defaultDestination', 'portalMetadata', 'applyToDestinations']
const ROUTE_FIELDS = ['name', 'labels', 'matchers', 'forwardTo']
const OTHER_ROUTE_FIELDS = ['delegate', 'directResponse', 'graphql', 'redirectTo', 'ensureRoute', 'portalMetadata']
const OTHER_FORWARD_FIELDS = ['autoHostRewrite', 'hostRewrite', 'pathRegexRewrite', 'lambda']
const OTHER_DESTINATION_FIELDS = [
  'subset',
  'weight',
  'staticDestination',
  'options',
  'fallback',
  'requestTransformation',
]

/** Reads the spec of a RouteTable: its hosts, its gateways and its routes in their order. */
export function readRouteTable(
  { name, namespace }: PolicyMetadata,
  document: YamlPart,
  spec: YamlEntry | undefined,
  spot: Spot,
): RouteTable | undefined {
  const inside = within(spot, 'spec')
  const fields = spec && glooFields(spec.value, inside, TABLE_FIELDS, OTHER_TABLE_FIELDS)
  if (!fields) return spec ? undefined : refusePart(spot, document, 'it has no "spec"')
  refuseSelectors(fields.get('workloadSelectors'), inside)
  glooNumber(fields.get('weight'), inside, -2_147_483_648, 2_147_483_647)
  withoutEffect(fields, ['weight'], inside, 'two tables for one host are a fault, whichever has more weight')
  for (const [key, hint] of [
    ['hosts', 'the names that it is for'],
    ['virtualGateways', 'with the name and namespace of a VirtualGateway'],
    ['http', 'with a route'],
  ] as const)
    if (!fields.has(key)) refusePart(inside, spec, `"${key}" is missing: add it, ${hint}`)
  return {
    kind: 'RouteTable',
    name,
    namespace,
    place: placeHere(spot, document.place),
    hosts: readHosts(fields.get('hosts'), inside),
    gateways: maybeItems(fields.get('virtualGateways'), inside).flatMap(
      ({ part, inside: at }) => readGlooRef(part, at, namespace) ?? [],
    ),
    routes: maybeItems(fields.get('http'), inside).flatMap(
      ({ part, inside: at }, number) => readRoute(part, at, number, namespace) ?? [],
    ),
  }
}

/** Without any, a table is for its gateways alone, as here. */
function refuseSelectors(entry: YamlEntry | undefined, spot: Spot): void {
  if (entry && !(entry.value.kind === 'list' && entry.value.items.length === 0))
    refusePart(
      within(spot, entry.key),
      entry,
      'Gloo knows routes for the workloads of a mesh, and they are not supported here: leave them out',
    )
}

function readHosts(entry: YamlEntry | undefined, spot: Spot): RouteTable['hosts'] {
  if (!entry) return []
  const inside = within(spot, 'hosts')
  return (textsOf(entry.value, inside) ?? []).flatMap(({ text, part }) => {
    const host = readGlooHost(part, text, inside)
    return host === undefined ? [] : [{ host, place: placeHere(inside, part.place) }]
  })
}

function readRoute(part: YamlPart, spot: Spot, number: number, namespace: string): GlooRoute | undefined {
  const fields = glooFields(part, spot, ROUTE_FIELDS, OTHER_ROUTE_FIELDS)
  if (!fields) return undefined
  const name = plainText(fields.get('name'), spot) ?? `${number + 1}`
  const labels = glooTexts(fields.get('labels'), spot)
  const matchers = maybeItems(fields.get('matchers'), spot).flatMap(
    ({ part: one, inside }) => readMatcher(one, inside) ?? [],
  )
  const forward = readForward(fields, part, spot, namespace)
  if (!forward) return undefined
  const { destination, rewrite } = forward
  if (rewrite && matchers.some(({ kind }) => kind === 'regex'))
    refusePart(
      within(spot, 'forwardTo.pathRewrite'),
      rewrite.entry,
      'what takes the place of a regular expression is not supported here: match a prefix',
    )
  return {
    name,
    place: placeHere(spot, part.place),
    labels,
    matchers,
    destination,
    ...(rewrite?.path !== undefined && { pathRewrite: rewrite.path }),
  }
}

function readMatcher(part: YamlPart, spot: Spot): GlooMatcher | undefined {
  const fields = glooFields(part, spot, ['uri', 'name'], ['headers', 'queryParameters', 'method'])
  if (!fields) return undefined
  const uri = fields.get('uri')
  return uri
    ? readUriMatcher(uri, spot)
    : { kind: 'prefix', value: '/', ignoreCase: false, place: placeHere(spot, part.place) }
}

function readForward(fields: Fields, part: YamlPart, spot: Spot, namespace: string) {
  const entry = fields.get('forwardTo')
  if (!entry) return refusePart(spot, part, '"forwardTo" is missing: add it, with "destinations"')
  const inside = within(spot, 'forwardTo')
  const forward = glooFields(entry.value, inside, ['destinations', 'pathRewrite'], OTHER_FORWARD_FIELDS)
  if (!forward) return undefined
  const list = maybeItems(forward.get('destinations'), inside)
  if (!forward.has('destinations')) refusePart(inside, entry, '"destinations" is missing: add one, with a "ref"')
  const [first, second] = list
  if (second)
    refusePart(
      second.inside,
      second.part,
      'Gloo knows several destinations with weights, and they are not supported here: leave one',
    )
  const destination = first && readDestination(first.part, first.inside, namespace)
  const rewritten = forward.get('pathRewrite')
  if (!destination) return undefined
  const path = glooPath(rewritten, inside)
  if (rewritten && path !== undefined && !isNormalForAll(path))
    refusePart(
      within(inside, 'pathRewrite'),
      rewritten.value,
      `${quoted(path)} has segments of dots: write the path that they lead to`,
    )
  return { destination, ...(rewritten && { rewrite: { entry: rewritten, path } }) }
}

function readDestination(part: YamlPart, spot: Spot, namespace: string): GlooDestination | undefined {
  const fields = glooFields(part, spot, ['ref', 'kind', 'port'], OTHER_DESTINATION_FIELDS)
  if (!fields) return undefined
  const kind = fields.get('kind')
  const word = wordOf(kind, spot, ['SERVICE', 'VIRTUAL_DESTINATION', 'EXTERNAL_SERVICE', 'CLOUD_PROVIDER'])
  if (kind && word !== undefined && word !== 'SERVICE')
    refusePart(
      within(spot, 'kind'),
      kind.value,
      `Gloo knows the kind ${word}, and it is not supported here: write SERVICE`,
    )
  const ref = fields.get('ref')
  if (!ref) return refusePart(spot, part, '"ref" is missing: add it, with "name" and "namespace" of a service')
  const named = readGlooRef(ref.value, within(spot, 'ref'), namespace)
  const port = glooFieldsBelow(fields.get('port'), spot, ['number'], ['name'])
  const number = port && glooNumber(port.get('number'), within(spot, 'port'), 1, 65_535)
  if (fields.has('port') && port && !port.has('number'))
    neededText(port, 'number', part, within(spot, 'port'), 'such as 80')
  return named && { ...named, port: number ?? 80 }
}
