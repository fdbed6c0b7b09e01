import { randomUUID } from 'node:crypto'
import type { Test } from 'supertest'
import { signatoryIssuerOf } from '#core/config/factory-issuer'
import type { Environment } from '#core/config/setting'
import { fixedKeys } from '#core/keys/key-set'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import type { Store } from '#core/store/store'
import type { Claims } from '#core/token/claims'
import { signToken } from '#core/token/sign'
import type { Client, Clients } from './registered-clients/clients.ts'
import type { TokenShape } from './registered-clients/token-shape.ts'
import { createTokenShapes } from './registered-clients/token-shapes.ts'
import { createMint } from './control/mint.ts'
import { createSignText } from './control/sign-text.ts'
import { createFactory } from './factory.ts'
import type { Issuer } from './issuer.ts'
import { openTestParts, type TestParts } from './test-parts.ts'
import request from '../tests/support/request.ts'

/** A factory for tests: in memory, with a clock that is moved by hand. Close it afterwards. */
export interface TestIssuer extends TestParts {
  keyOf: Record<string, SigningKey>
  http: ReturnType<typeof request>
  /** A form, by the client that is named; by nobody when it is undefined. */
  post(path: string, form: Form, client?: string): Test
  /** A token by client credentials. */
  grant(client: string, form?: Form, path?: string): Promise<string>
  /** Client credentials, whatever comes back. */
  ask(client: string, form?: Form, path?: string): Test
}

export type Form = Record<string, string> | [string, string][]

export const START = '2026-11-22T12:00:00Z'
export const MAIN_URL = 'https://factory.test'
export const secretOf = (id: string) => `the secret of ${id}: +%&=`

/** A has one audience, B two and a resource, C none; D has keys and no secret. */
const DECLARED: Record<string, Partial<Client>> = {
  servicea: { audiences: ['serviceb'], scopes: ['orders.read', 'orders.write'] },
  serviceb: { audiences: ['servicec', 'https://orders.test/api', `${MAIN_URL}/issuers/far`], scopes: ['orders.read'] },
  servicec: { audiences: [], scopes: [] },
  batch: { audiences: ['serviceb'], scopes: ['orders.read'], trustedIssuers: ['far', '@'] },
}

export async function openTestIssuer(
  options: {
    env?: Environment
    store?: Store
    ringsInStore?: boolean
    roomBytes?: number
    url?: () => string
    /** Beside those that are always there. */
    clients?: Record<string, Partial<Client>>
    /** What is declared for the issuers, by the names of their rings. */
    declaredIssuers?: Record<string, TokenShape>
  } = {},
): Promise<TestIssuer> {
  const env = { FACTORY_URL: MAIN_URL, ...options.env }
  const own = await openTestParts({ start: START, ringIds: ['@', 'servicea'], ...options, env })
  const keyOf: Record<string, SigningKey> = {}
  const declared = { ...DECLARED, ...options.clients }
  for (const id of Object.keys(declared)) keyOf[id] = await generateSigningKey('ES256', own.clock.now())
  const clients = declare(declared, keyOf)
  const shapes = createTokenShapes(clients, new Map(Object.entries(options.declaredIssuers ?? {})))
  const issuer = signatoryIssuerOf(own.config.issuer, own.issuers.main.url)
  const mint = createMint({ ...own, issuer, shapes, lifetimeSeconds: own.config.tokenLifetimeSeconds })
  const parts = { ...own, clients, shapes, mint, signText: createSignText({ ...own, shapes }) }
  const http = request(createFactory(parts))
  const post: TestIssuer['post'] = (path, form, client) => {
    const test = http.post(path).type('form').send(new URLSearchParams(form).toString())
    return client === undefined ? test : test.set('authorization', basic(client))
  }
  const ask: TestIssuer['ask'] = (client, form = {}, path = '/token') =>
    post(path, [['grant_type', 'client_credentials'], ...new URLSearchParams(form)], client)
  return {
    ...parts,
    keyOf,
    http,
    post,
    ask,
    async grant(client, form, path) {
      const { body } = await ask(client, form, path).expect(200)
      return body.access_token
    },
  }
}

function declare(all: Record<string, Partial<Client>>, keyOf: Record<string, SigningKey>): Clients {
  const clients = new Map<string, Client>()
  for (const [id, declared] of Object.entries(all)) {
    const keys = fixedKeys([keyOf[id]?.verification].filter((key) => key !== undefined))
    const secret = id === 'batch' ? {} : { secret: secretOf(id) }
    clients.set(id, { id, audience: id, ...secret, keys, audiences: [], scopes: [], trustedIssuers: [], ...declared })
  }
  return clients
}

const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)

/** RFC 6749 §2.3.1. */
export function basic(id: string, secret = secretOf(id)): string {
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`
}

export const seconds = ({ clock }: Pick<TestIssuer, 'clock'>) => Math.floor(clock.now() / 1000)

/** An assertion as it should be, changed by `claims`; a claim that is undefined is left out. */
export function assertion(
  factory: TestIssuer,
  client: string,
  claims: Record<string, unknown> = {},
  signer: SigningKey | undefined = factory.keyOf[client],
  type = 'client-authentication+jwt',
): Promise<string> {
  if (!signer) throw new Error(`there is no client ${client}`)
  const now = seconds(factory)
  const own = { iss: client, sub: client, aud: MAIN_URL, iat: now, exp: now + 60, jti: randomUUID() }
  return signToken({ ...own, ...claims }, signer, type)
}

export const assertionForm = (client_assertion: string) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion,
})

/** A token as an issuer of the process signs it, with any claims. */
export async function forge(
  factory: TestIssuer,
  claims: Record<string, unknown>,
  { issuer = factory.issuers.main, type = 'at+jwt' }: { issuer?: Issuer; type?: string } = {},
): Promise<string> {
  const now = seconds(factory)
  const own = { iss: issuer.url, sub: 'servicea', aud: 'serviceb', client_id: 'servicea', iat: now, exp: now + 600 }
  return signToken({ ...own, jti: randomUUID(), ...claims }, await factory.rings.ensure(issuer.ringId), type)
}

/** Header and claims of a token of ours, as they stand there. */
export function decode(token: string): { header: Record<string, unknown>; claims: Claims } {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  return { header: JSON.parse(header ?? ''), claims: JSON.parse(claims ?? '') }
}
