import { isObject, type Claims } from '../token/claims.ts'

/** What a token may be good for at an endpoint: to connect to it, or to listen there for whoever connects. */
export type EndpointRight = 'endpoints' | 'listen'

/**
 * Whether the claims allow an endpoint, by `piko.endpoints` (to connect) or `piko.listen`: exactly, and where they name nothing, nothing.
 * A claim of another shape allows nothing either.
 */
export function mayUseEndpoint({ piko }: Claims, right: EndpointRight, endpoint: string): boolean {
  const named: unknown = isObject(piko) && Object.hasOwn(piko, right) ? piko[right] : undefined
  return Array.isArray(named) && named.includes(endpoint)
}
