import { KeyObject, randomUUID } from 'node:crypto'
import { createIssuerHand, type AttackClient, type AttackWorld } from '#attacks'
import type { SigningKey } from '#core/keys/signing-key'
import { MAIN_URL, openTestIssuer, seconds, secretOf, type TestIssuer } from '../../jwt-factory/test-issuer.ts'
import type { AttackRequest } from '#attacks'
import type { IssuerEndpoint } from '../../apps/probe/issuer-side.ts'
import { partsOf } from './attack-differences.ts'

/** The paths at which the factory takes requests of clients. */
export const ISSUER_PATHS: Readonly<Record<IssuerEndpoint, string>> = {
  token: '/token',
  introspection: '/introspect',
  revocation: '/revoke',
}

/** A factory in memory, which takes assertions for itself alone, and the world of cases against it. */
export async function openIssuerWorld(): Promise<{ factory: TestIssuer; world: AttackWorld }> {
  const factory = await openTestIssuer({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })
  const given = partsOf(await factory.grant('servicea'))
  const own = await factory.rings.active(factory.issuers.main.ringId)
  if (!own) throw new Error('the issuer has no key')
  const now = () => seconds(factory)
  const world: AttackWorld = {
    target: {
      issuer: MAIN_URL,
      audience: 'serviceb',
      otherAudience: 'servicec',
      type: 'at+jwt',
      path: '/',
      leewaySeconds: 0,
      algorithms: [own.algorithm],
      endpoints: {
        token: `${MAIN_URL}/token`,
        introspection: `${MAIN_URL}/introspect`,
        revocation: `${MAIN_URL}/revoke`,
      },
    },
    now,
    issuer: createIssuerHand([handKey(own)]),
    keySet: [],
    listener: 'https://listener.attacker.test',
    clients: [clientOf(factory, 'servicea'), clientOf(factory, 'serviceb')],
    exchange: { client: clientOf(factory, 'serviceb'), audience: 'servicec', forbiddenAudience: 'servicea' },
    good: () => ({
      header: given.header,
      claims: { scope: 'orders.read', ...given.claims, iat: now(), exp: now() + 300, jti: randomUUID() },
    }),
  }
  return { factory, world }
}

const handKey = ({ kid, algorithm, privateKey }: SigningKey) => ({
  kid,
  algorithm,
  privateKey: KeyObject.from(privateKey),
})

function clientOf({ keyOf }: TestIssuer, id: string): AttackClient {
  const key = keyOf[id]
  if (!key) throw new Error(`there is no client ${id}`)
  const hand = createIssuerHand([handKey(key)])
  return {
    id,
    secret: secretOf(id),
    algorithm: key.algorithm,
    kid: key.kid,
    publicKey: key.publicJwk,
    sign: (text) => hand.sign(text, key.algorithm),
    may: { scope: 'orders.read', audience: id === 'servicea' ? 'serviceb' : 'servicec' },
    mayNot: { scope: 'orders.admin', audience: 'serviced' },
  }
}

/** Asks the factory as a client does. */
export async function askFactory(
  { http }: TestIssuer,
  endpoint: IssuerEndpoint,
  { method, query, headers, body: sent }: AttackRequest,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const path = ISSUER_PATHS[endpoint] + (query === undefined ? '' : `?${query}`)
  const asked = method === 'GET' ? http.get(path) : http.post(path)
  for (const [name, value] of headers) void asked.set(name, value)
  const { status, body } = await (sent === undefined ? asked : asked.send(sent))
  return { status, body }
}
