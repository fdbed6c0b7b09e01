import { jsonBody } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import type { FactoryConfig } from '../config.ts'
import { isRedis } from '../config-clashes.ts'
import type { ClientChanges } from './client-changes.ts'
import { mint, type MintParts } from './mint.ts'

/** What the factory can be told besides clock and faults. */
export function factoryControl(parts: MintParts, clientChanges: Pick<ClientChanges, 'put' | 'remove'>): Route[] {
  return [
    route(
      'POST /control/mint',
      'makes any token: {signedBy, header, claims, without, lifetime, segments}',
      jsonBody,
      mint(parts),
    ),
    route(
      'PUT /control/clients/:id',
      'registers or changes a client until the next reset: a body as in clients.json',
      jsonBody,
      clientChanges.put,
    ),
    route('DELETE /control/clients/:id', 'takes a client away until the next reset', clientChanges.remove),
  ]
}

/** Keys and dates in a Redis are those of others, too: they cannot follow a clock that is moved here. */
export const fixedClock = (config: FactoryConfig): string | undefined => (isRedis(config) ? WITH_REDIS : undefined)

const WITH_REDIS =
  'With STORE=redis://… the clock stays that of the machine: other processes share what is kept there. Use STORE=sqlite or memory.'
