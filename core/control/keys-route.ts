import type { Clock } from '../clock.ts'
import { route, type Route } from '../http/routes.ts'
import { sendJson } from '../http/send.ts'
import type { ToldKeys, ToldKeySet } from './told-keys.ts'

export interface KeysRouteParts {
  clock: Pick<Clock, 'now'>
  /** As they are at this moment. */
  sets: () => ToldKeySet[] | Promise<ToldKeySet[]>
}

/**
 * `GET /control/keys`: whose key a token names, for whoever judges tokens. What is asked at the places where keys are published is
 * captured, meets faults, and may make a key; this is a look, and does none of it.
 */
export const keysRoute = ({ clock, sets }: KeysRouteParts): Route =>
  route(
    'GET /control/keys',
    'all public keys, by whose they are, with the issuer (iss) that they sign for; a look that makes none',
    async (_request, response) => sendJson(response, 200, { sets: await sets(), now: clock.now() } satisfies ToldKeys),
  )
