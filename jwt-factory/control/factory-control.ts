import type { Request, RequestHandler } from 'express'
import { tellSigned } from '#core/access/sign-recorded'
import { FIRST_RING_OWNERS } from '#core/config/processes'
import { keysRoute } from '#core/control/keys-route'
import { ringsRoute, type RingRouteParts } from '#core/control/ring-routes'
import type { ToldKeySet } from '#core/control/told-keys'
import { contextOf } from '#core/http/context'
import { jsonBody } from '#core/http/input'
import { sendJson, sendText } from '#core/http/send'
import { route, type Route } from '#core/http/routes'
import { MAIN_RING } from '#core/rings/ring-id'
import { EXPIRED_ONE, NAMED_TOKENS, type NamedTokenId } from '#core/token/named-tokens'
import type { FactoryConfig } from '../config.ts'
import { isShared } from '../config-clashes.ts'
import type { ClientChanges } from './client-changes.ts'
import type { ClientList } from './list-clients.ts'
import type { Mint } from './mint.ts'
import type { SignText } from './sign-text.ts'
import { registryControl, type RegistryControlParts } from './registry-control.ts'

/** What the factory can be told besides clock and faults. */
export interface FurtherControl {
  mint: Mint
  signText: SignText
  clientChanges: Pick<ClientChanges, 'put' | 'remove'>
}

type RingClock = Pick<RingRouteParts, 'rings'>

/** The rings that are there from the start; their place is at the top. */
const FIRST = [MAIN_RING, ...FIRST_RING_OWNERS]

export interface FactoryControlParts extends FurtherControl, RingClock, RegistryControlParts {
  list: () => ClientList
  /** What the factory says of a token, for whoever compares. */
  looks: readonly Route[]
  /** All public keys. */
  sets: () => Promise<ToldKeySet[]>
  /** Answers as the token route does, for the client of the address. */
  grant: readonly RequestHandler[]
}

export function factoryControl(parts: FactoryControlParts): Route[] {
  const { mint, signText, clientChanges, rings, clock, list, sets, looks, grant } = parts
  return [
    ringsRoute({ rings, clock, first: FIRST }),
    keysRoute({ clock, sets }),
    ...registryControl(parts),
    ...looks,
    route(
      'GET /control/clients',
      'the registered clients and the issuers, with what they may do',
      (_request, response) => sendJson(response, 200, list()),
    ),
    route(
      'POST /control/clients/:clientId/token',
      'a token as this client gets it at /token, without its proof (?issuer=demo: of another issuer)',
      ...grant,
    ),
    route(
      'POST /control/mint',
      'makes any token: {named, signedBy, header, claims, without, lifetime, segments}',
      jsonBody,
      async (request, response) => {
        const begin = contextOf(request).recorder.elapsed()
        const minted = await mint(request.body)
        tellNamed(minted, request, begin)
        sendText(response, minted.includes('\n') ? 'text/plain; charset=utf-8' : 'application/jwt', `${minted}\n`)
      },
    ),
    route(
      'POST /control/signature',
      'signs any text with a key of an issuer or a ring: {text, signedBy, scheme}',
      jsonBody,
      async ({ body }, response) => sendJson(response, 200, await signText(body)),
    ),
    route(
      'PUT /control/clients/:id',
      'registers or changes a client until the next reset: a body as in clients.json',
      jsonBody,
      async ({ params, body }, response) =>
        sendJson(response, 200, await clientChanges.put(String(params['id']), body)),
    ),
    route('DELETE /control/clients/:id', 'takes a client away until the next reset', ({ params }, response) =>
      sendJson(response, 200, clientChanges.remove(String(params['id']))),
    ),
  ]
}

/** Whoever plays with a token by its name sees who made it. */
function tellNamed(minted: string, request: Request, begin: number): void {
  const { recorder } = contextOf(request)
  const { named } = Object(request.body) as { named?: NamedTokenId }
  if (named === undefined || !recorder.isOn) return
  for (const [at, token] of minted.split('\n').entries()) {
    const { title } = NAMED_TOKENS[at === 0 ? named : EXPIRED_ONE]
    tellSigned(token, { recorder, what: `a token that ${title}` }, recorder.elapsed() - begin)
  }
}

/** Keys and dates in a shared store are those of others, too: they cannot follow a clock that is moved here. */
export const fixedClock = (config: FactoryConfig): string | undefined => (isShared(config) ? WITH_A_SERVER : undefined)

const WITH_A_SERVER =
  'With STORE=redis://… or postgres://… the clock stays that of the machine: other processes share what is kept there. Use STORE=sqlite or memory.'
