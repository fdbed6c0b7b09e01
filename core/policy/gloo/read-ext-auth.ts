import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import type { PolicyMetadata } from '../mesh/read-head.ts'
import { placeHere, refusePart, within, type Fields, type Spot } from '../mesh/read-parts.ts'
import {
  glooDuration,
  glooFields,
  glooFieldsBelow,
  glooRefBelow,
  maybeItems,
  glooTexts,
  glooNumber,
  glooFlag,
  withoutEffect,
} from './gloo-parts.ts'
import type { ExtAuthPolicy, ExtAuthServer } from './model.ts'
import { readOidc } from './read-oidc.ts'

/** Kinds of `configs` and ways of `oauth2` that ask for something else than a login in a browser. */
const OTHER_CONFIGS = [
  'apiKeyAuth',
  'basicAuth',
  'hmacAuth',
  'jwt',
  'ldap',
  'name',
  'opaAuth',
  'opaServerAuth',
  'passThroughAuth',
  'pluginAuth',
  'portalAuth',
]
const OTHER_OAUTH2 = ['accessTokenValidation', 'oauth2', 'plainOauth2', 'accessTokenValidationConfig']
const OTHER_SERVER_FIELDS = ['httpService', 'requestBody', 'statusOnError', 'transportApiVersion', 'userAuthHeader']

/** Reads the spec of an ExtAuthServer. The gateway itself does what that server would: a field about how it is asked has no effect. */
export function readExtAuthServer(
  { name, namespace }: PolicyMetadata,
  document: YamlPart,
  spec: YamlEntry | undefined,
  spot: Spot,
): ExtAuthServer | undefined {
  const inside = within(spot, 'spec')
  const known = ['destinationServer', 'requestTimeout', 'failureModeAllow', 'clearRouteCache']
  const fields = spec && glooFields(spec.value, inside, known, OTHER_SERVER_FIELDS)
  if (spec && !fields) return undefined
  glooDuration(fields?.get('requestTimeout'), inside)
  glooFlag(fields?.get('clearRouteCache'), inside, false)
  withoutEffect(fields, ['requestTimeout', 'clearRouteCache'], inside, 'the gateway decides itself, and asks no server')
  if (fields && glooFlag(fields.get('failureModeAllow'), inside, false))
    refusePart(
      within(inside, 'failureModeAllow'),
      fields.get('failureModeAllow') ?? document,
      'everybody would come in while nobody can be asked who they are, and that is not supported here: leave it out',
    )
  const server = glooFieldsBelow(fields?.get('destinationServer'), inside, ['ref', 'port', 'kind'])
  const at = within(inside, 'destinationServer')
  glooRefBelow(server?.get('ref'), at, namespace)
  const port = glooFieldsBelow(server?.get('port'), at, ['number', 'name'])
  glooNumber(port?.get('number'), within(at, 'port'), 1, 65_535)
  return { kind: 'ExtAuthServer', name, namespace, place: placeHere(spot, document.place) }
}

/** Reads the spec of an ExtAuthPolicy: for which routes, and how people log in. */
export function readExtAuthPolicy(
  { name, namespace }: PolicyMetadata,
  document: YamlPart,
  spec: YamlEntry | undefined,
  spot: Spot,
): ExtAuthPolicy | undefined {
  const inside = within(spot, 'spec')
  const fields = spec && glooFields(spec.value, inside, ['applyToRoutes', 'config'], ['applyToDestinations'])
  if (!fields) return spec ? undefined : refusePart(spot, document, 'it has no "spec"')
  if (!fields.has('applyToRoutes'))
    refusePart(inside, spec, '"applyToRoutes" is missing: without it the policy is for no route; add the labels of one')
  const routes = maybeItems(fields.get('applyToRoutes'), inside).flatMap(
    ({ part, inside: at }) => readRouteSelector(part, at) ?? [],
  )
  const config = fields.get('config')
  if (!config) return refusePart(inside, spec, '"config" is missing: add it, with "glooAuth"')
  const at = within(inside, 'config')
  const known = glooFields(config.value, at, ['glooAuth', 'server', 'disable'], ['customAuth'])
  if (!known) return undefined
  const server = glooRefBelow(known.get('server'), at, namespace)
  const head = {
    kind: 'ExtAuthPolicy' as const,
    name,
    namespace,
    place: placeHere(spot, document.place),
    routes,
    ...(server && { server }),
  }
  if (glooFlag(known.get('disable'), at, false)) return head
  const login = readLogin(known, config, at, namespace)
  return login && { ...head, login }
}

function readRouteSelector(part: YamlPart, spot: Spot): ExtAuthPolicy['routes'][number] | undefined {
  const fields = glooFields(part, spot, ['route'])
  const entry = fields?.get('route')
  if (!fields) return undefined
  if (!entry) return refusePart(spot, part, '"route" is missing: add it, with "labels"')
  const inside = within(spot, 'route')
  const route = glooFields(entry.value, inside, ['labels'], ['name', 'namespace', 'workspace', 'cluster', 'routeTable'])
  if (!route) return undefined
  const labels = glooTexts(route.get('labels'), inside)
  if (Object.keys(labels).length === 0)
    return refusePart(
      inside,
      entry,
      'it names no labels, and would be for every route: add those of the routes that are meant',
    )
  return { labels, place: placeHere(inside, entry.value.place) }
}

function readLogin(known: Fields, config: YamlEntry, spot: Spot, namespace: string) {
  const auth = known.get('glooAuth')
  if (!auth) return refusePart(spot, config, '"glooAuth" is missing: add it, with "configs"')
  const inside = within(spot, 'glooAuth')
  const fields = glooFields(auth.value, inside, ['configs', 'failOnRedirect'], ['booleanExpr'])
  if (!fields) return undefined
  const failOnRedirect = glooFlag(fields.get('failOnRedirect'), inside, false)
  const [first, second] = maybeItems(fields.get('configs'), inside)
  if (!first)
    return fields.has('configs') ? undefined : refusePart(inside, auth, '"configs" is missing: add one with "oauth2"')
  if (second)
    refusePart(
      second.inside,
      second.part,
      'Gloo asks several after each other, and that is not supported here: leave one',
    )
  const oauth2 = glooFields(first.part, first.inside, ['oauth2'], OTHER_CONFIGS)?.get('oauth2')
  if (!oauth2) return refusePart(first.inside, first.part, 'it has no "oauth2": add it, with "oidcAuthorizationCode"')
  const at = within(first.inside, 'oauth2')
  const oidc = glooFields(oauth2.value, at, ['oidcAuthorizationCode'], OTHER_OAUTH2)?.get('oidcAuthorizationCode')
  if (!oidc)
    return refusePart(at, oauth2, 'it has no "oidcAuthorizationCode": that is how people log in with a browser')
  return readOidc(oidc, within(at, 'oidcAuthorizationCode'), { namespace, failOnRedirect })
}
