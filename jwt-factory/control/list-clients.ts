import { z } from 'zod'
import { ownRingOf } from '#core/rings/ring-id'
import type { KeyRings } from '#core/rings/key-rings'
import { MAIN, type Issuer, type Issuers } from '../issuer.ts'
import { isLoginRing } from '../provider/login-ring.ts'
import type { Client, Clients } from '../registered-clients/clients.ts'
import type { TokenShape } from '../registered-clients/token-shape.ts'
import type { TokenShapes } from '../registered-clients/token-shapes.ts'
import type { ClientChanges } from './client-changes.ts'

/** A file of clients may have thousands; a page shows these, and says how many there are. */
const MOST_LISTED = 500

const texts = z.array(z.string())
const shape = {
  algorithm: z.string().optional(),
  tokenType: z.string().optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
}

const PROVES = ['client_secret', 'private_key_jwt', 'tls_client_auth', 'assertion-alone'] as const

const listedClient = z.strictObject({
  id: z.string(),
  audience: z.string().describe('by which tokens are meant for it'),
  proves: z.array(z.enum(PROVES)).describe('how it can prove itself; empty for one that tokens are for, and no more'),
  secrets: z.int().describe('how many work: two while it is being changed'),
  audiences: texts.describe('whom it may call'),
  scopes: texts,
  trustedIssuers: texts.describe('the issuers whose assertions it may present'),
  lifetime: z.number().describe('the most seconds that a token of it lives'),
  ...shape,
  change: z.enum(['new', 'changed']).optional().describe('what the control plane did to it, until the next reset'),
})

const listedIssuer = z.strictObject({
  name: z.string().describe('@ is the main one'),
  url: z.string().describe('its identifier, iss'),
  keys: z.int().describe('how many are published'),
  ...shape,
})

export const clientListSchema = z.strictObject({
  count: z.int().describe('how many there are; not all of very many are listed'),
  clients: z.array(listedClient),
  removed: texts.describe('taken away by the control plane, until the next reset'),
  issuers: z.array(listedIssuer),
})

export type ClientList = z.infer<typeof clientListSchema>
export type ListedClient = z.infer<typeof listedClient>
export type ListedIssuer = z.infer<typeof listedIssuer>

export interface ClientListParts {
  clients: Clients
  clientChanges: Pick<ClientChanges, 'list'>
  issuers: Pick<Issuers, 'main' | 'named' | 'publishedOf'>
  shapes: Pick<TokenShapes, 'of' | 'declaredIssuers'>
  rings: Pick<KeyRings, 'ids'>
  /** No token lives longer. */
  config: { tokenLifetimeSeconds: number }
}

/** Who is registered and may do what, and which issuers there are: no secret, and no key. */
export function listClients({ clients, clientChanges, issuers, shapes, rings, config }: ClientListParts): ClientList {
  const changes = clientChanges.list()
  const listed = [...clients.values()].slice(0, MOST_LISTED).map((client) => {
    const change = changes.get(client.id)
    const changed = change === 'new' || change === 'changed' ? { change } : {}
    return { ...shownClient(client, config.tokenLifetimeSeconds), ...changed }
  })
  const ringIds = [...rings.ids().filter((ringId) => ringId.startsWith(MAIN)), ...shapes.declaredIssuers()]
  const ofIssuers = ringIds.filter((ringId) => !isLoginRing(ringId)).map(ownRingOf)
  const names = [...new Set([MAIN, ...ofIssuers])].map(nameOfRing)
  const shownIssuer = (issuer: Issuer): ListedIssuer => {
    const keys = issuers.publishedOf(issuer).length
    return { name: issuer.name, url: issuer.url, keys, ...shapeOf(shapes.of(issuer, undefined, '')) }
  }
  return {
    count: clients.size,
    clients: listed,
    removed: [...changes].flatMap(([id, change]) => (change === 'removed' ? [id] : [])),
    issuers: names.map((name) => shownIssuer(name === MAIN ? issuers.main : issuers.named(name))),
  }
}

/** `@` → `@`, `@demo` → `demo`. */
const nameOfRing = (ringId: string) => (ringId === MAIN ? MAIN : ringId.slice(MAIN.length))

function shownClient(client: Client, mostSeconds: number): ListedClient {
  const { id, audience, audiences, scopes, trustedIssuers, lifetimeSeconds = mostSeconds } = client
  return {
    id,
    audience,
    proves: proofsOf(client),
    secrets: [client.secret, client.otherSecret].filter((secret) => secret !== undefined).length,
    audiences: [...audiences],
    scopes: [...scopes],
    trustedIssuers: [...trustedIssuers],
    lifetime: Math.min(mostSeconds, lifetimeSeconds),
    ...shapeOf(client),
  }
}

function proofsOf({ secret, keys, isItsCertificate, assertionAlone }: Client): ListedClient['proves'] {
  const has = [secret, keys, isItsCertificate, assertionAlone]
  return PROVES.filter((_, at) => has[at] !== undefined)
}

const shapeOf = ({ algorithm, tokenType, claims }: TokenShape) => ({
  ...(algorithm && { algorithm }),
  ...(tokenType && { tokenType }),
  ...(claims && Object.keys(claims).length > 0 && { claims }),
})
