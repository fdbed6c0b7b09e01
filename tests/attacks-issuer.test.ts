import { KeyObject } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CATALOGUE, createIssuerHand, type AttackClient, type AttackStep, type AttackWorld } from '#attacks'
import type { SigningKey } from '#core/keys/signing-key'
import { MAIN_URL, openTestIssuer, seconds, secretOf, type TestIssuer } from '../jwt-factory/test-issuer.ts'
import { partsOf } from './support/attack-differences.ts'

const ADDRESSES = { token: '/token', introspection: '/introspect', revocation: '/revoke' }

let factory: TestIssuer
let world: AttackWorld
beforeAll(async () => {
  factory = await openTestIssuer({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })
  const given = partsOf(await factory.grant('servicea'))
  const own = (await factory.rings.active(factory.issuers.main.ringId)) ?? expect.fail('the issuer has no key')
  const now = () => seconds(factory)
  world = {
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
    clients: [clientOf('servicea'), clientOf('serviceb')],
    exchange: { client: clientOf('serviceb'), audience: 'servicec', forbiddenAudience: 'servicea' },
    good: () => ({
      header: given.header,
      claims: { scope: 'orders.read', ...given.claims, iat: now(), exp: now() + 300, jti: crypto.randomUUID() },
    }),
  }
})
afterAll(() => factory.close())

const handKey = ({ kid, algorithm, privateKey }: SigningKey) => ({
  kid,
  algorithm,
  privateKey: KeyObject.from(privateKey),
})

function clientOf(id: string): AttackClient {
  const key = factory.keyOf[id] ?? expect.fail(`there is no client ${id}`)
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

/** What the factory answers, in the words of the catalogue: of several that fit, all. */
async function answersOf(step: AttackStep): Promise<{ words: string[]; body: Record<string, unknown> }> {
  if (step.do !== 'ask-issuer') expect.fail(`nobody asks an issuer by ${step.do}`)
  const { method, query, headers, body: sent } = step.request
  const path = ADDRESSES[step.endpoint] + (query === undefined ? '' : `?${query}`)
  const asked = method === 'GET' ? factory.http.get(path) : factory.http.post(path)
  for (const [name, value] of headers) void asked.set(name, value)
  const { status, body } = await (sent === undefined ? asked : asked.send(sent))
  return { words: [String(status), `${status} ${body.error}`, ...(status === 413 ? ['4xx size'] : [])], body }
}

const atIssuer = CATALOGUE.filter(({ family, id }) => family === 'issuer' || id === 'dos-body-token')

test.each(atIssuer)('$id gets an answer that is right, and the same without its change is granted', async (attack) => {
  for (const { steps, label } of await attack.make(world, true)) {
    const answers = []
    for (const step of steps) answers.push(await answersOf(step))
    for (const { words } of answers.slice(0, -1)) expect(words, 'the preparation').toContain('200')
    const last = answers.at(-1)
    expect(
      last?.words.some((word) => attack.expects.some((right) => right === word)),
      `${label}: ${last?.words}`,
    ).toBe(true)
    if (attack.watched?.includes('inactive-alone')) expect(last?.body).toEqual({ active: false })
  }
  for (const { steps, label } of await attack.make(world, false)) {
    for (const step of steps) expect((await answersOf(step)).words, label).toContain('200')
  }
})
