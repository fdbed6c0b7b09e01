import { jsonBody } from '#core/http/input'
import { openToPages, route, type Route } from '#core/http/routes'
import { deleteServiceKey, publishServiceKey, type ServiceKeyChangeParts } from './change-service-keys.ts'
import { listServiceKeys, publishServiceKeySet, readServiceKey } from './send-service-keys.ts'

/** The key registry, as jwtproxy speaks to it: services publish keys of their own, and verifiers find them by service and key id. */
export function registryRoutes(parts: ServiceKeyChangeParts): Route[] {
  return [
    route('GET /registry/services/:service/keys', 'the published keys of a service', listServiceKeys(parts)),
    openToPages(
      route(
        'GET /registry/services/:service/jwks.json',
        'the same as a key set, for any verifier',
        publishServiceKeySet(parts),
      ),
    ),
    route('GET /registry/services/:service/keys/:kid', 'one of them', readServiceKey(parts)),
    route(
      'PUT /registry/services/:service/keys/:kid',
      'publishes a key: a JWK, and a JWT that it has signed itself, or that the key before it has signed',
      jsonBody,
      publishServiceKey(parts),
    ),
    route(
      'DELETE /registry/services/:service/keys/:kid',
      'takes a key out, by a JWT that it has signed itself',
      deleteServiceKey(parts),
    ),
  ]
}
