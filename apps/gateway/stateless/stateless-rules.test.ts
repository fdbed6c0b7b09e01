import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { mintShared } from '#core/access/dialects/kong/stateless-claims'
import type { Claims } from '#core/token/claims'
import { sharedSecret } from '#core/token/gateway-algorithms'
import { hostileToken } from '../../../tests/support/hostile-tokens.ts'
import { GATEWAY_NOW, GATEWAY_SECRET, JOHN_ID, openTestGateways } from '../gateway.fixture.ts'

// Each rule of a gateway without a store, over HTTP; stateless.test.ts and hostile.test.ts go further into some of them.

type Gateway = Awaited<ReturnType<typeof openTestGateways>>

const signed = (claims: Claims, secret: string | Buffer = GATEWAY_SECRET) =>
  mintShared(claims, sharedSecret(secret), 'HS256')
const JOHN_CLAIMS = { sub: JOHN_ID, username: 'john_doe', customid: '1234' }
const PUBLISHED = signed(JOHN_CLAIMS)
const JOHN_SAID = { 'x-consumer-id': JOHN_ID, 'x-consumer-custom-id': '1234', 'x-consumer-username': 'john_doe' }
const payloadOf = (token: string) => token.split('.')[1] ?? ''
const claimsOf = (token: string) => JSON.parse(Buffer.from(payloadOf(token), 'base64url').toString())

const statusOf = async (gateway: Gateway, token: string) => (await gateway.askWith(token)).status
const readsOf = async (gateway: Gateway) =>
  Number(/^gateway_store_reads_total (\d+)$/m.exec((await gateway.ask('/metrics')).body)?.[1])
async function blackList(gateway: Gateway, token: string) {
  const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) }
  const { status, body } = await gateway.ask('/blacklist', call)
  expect(status).toBe(201)
  return JSON.parse(body)
}

const RULES: [rule: string, what: string, keys: string, play: (gateway: Gateway) => Promise<void>][] = [
  ['KS-1', 'the secret is a text: what it would be in hex or base64 signs nothing', '', async (gateway) => {
    expect(await statusOf(gateway, PUBLISHED)).toBe(200)
    for (const coding of ['hex', 'base64'] as const)
      expect(await statusOf(gateway, signed(JOHN_CLAIMS, Buffer.from(GATEWAY_SECRET, coding)))).toBe(401)
  }],
  ['KS-2', 'it mints by id and by name, for nobody else, and keeps nothing', '', async (gateway) => {
    for (const who of [JOHN_ID, 'john_doe']) expect(await statusOf(gateway, await gateway.mint(who))).toBe(200)
    expect((await gateway.ask('/consumers/jane/jwt', { method: 'POST' })).status).toBe(404)
    expect((await gateway.ask('/consumers/john_doe/jwt')).status).toBe(405)
  }],
  ['KS-3', 'who it is stands in the claims; without a custom id there is no claim for it', '', async (gateway) => {
    expect(claimsOf(await gateway.mint())).toMatchObject(JOHN_CLAIMS)
    expect(claimsOf(await gateway.mint('nobody'))).toEqual({ sub: '9', username: 'nobody', iat: GATEWAY_NOW, jti: expect.any(String) }) // prettier-ignore
  }],
  ['KS-4', 'headers from the claims, and no read, not even for somebody who is not in its list', '', async (gateway) => {
    expect(await statusOf(gateway, signed({ sub: 'x', username: 'y', customid: 'z' }))).toBe(200)
    expect(gateway.identity()).toEqual({ 'x-consumer-id': 'x', 'x-consumer-username': 'y', 'x-consumer-custom-id': 'z' }) // prettier-ignore
    expect(await readsOf(gateway)).toBe(0)
  }],
  ['KS-4', 'by another claim than sub, and with a realm for who has none', 'consumer_claim: who, realm: R', async (gateway) => {
    expect(await statusOf(gateway, signed({ sub: 'x', who: 'y' }))).toBe(200)
    expect(gateway.identity()).toEqual({ 'x-consumer-id': 'y' })
    expect((await gateway.ask('/echo')).headers['www-authenticate']).toBe('Bearer realm="R"')
  }],
  ['KS-5', 'one read for who is good or listed, and none for who fails earlier', 'black_list: memory', async (gateway) => {
    const token = await gateway.mint()
    await blackList(gateway, token)
    for (const [sent, status, reads] of [
      [token, 401, 1],
      [PUBLISHED, 200, 1],
      [await hostileToken('sig-bit-flipped', token), 401, 0],
      [signed({ ...JOHN_CLAIMS, exp: GATEWAY_NOW }), 401, 0],
      [signed({ username: 'john_doe' }), 401, 0],
      [signed({ ...JOHN_CLAIMS, nbf: GATEWAY_NOW + 1 }), 401, 0],
      [signed({ ...JOHN_CLAIMS, iat: GATEWAY_NOW + 3600 }), 401, 0],
      [signed({ ...JOHN_CLAIMS, cnf: { jkt: 'x' } }), 401, 0],
      [signed({ ...JOHN_CLAIMS, ...JSON.parse('{"sub":5}') }), 401, 0],
      ['garbage', 401, 0],
    ] as const) {
      const before = await readsOf(gateway)
      expect([await statusOf(gateway, sent), (await readsOf(gateway)) - before]).toEqual([status, reads])
    }
  }],
  ['KS-7', 'one header with all claims, as they came', 'identity: one-header', async (gateway) => {
    await gateway.askWith(PUBLISHED, { headers: JOHN_SAID })
    expect(gateway.identity()).toEqual({ 'x-consumer-claims': payloadOf(PUBLISHED) })
  }],
  ['KS-7', 'next to the others, under another name', 'identity: both, payload_header: X-Who', async (gateway) => {
    await gateway.askWith(PUBLISHED, { headers: { 'x-who': 'admin' } })
    expect([gateway.identity(), gateway.seen[0]?.headers['x-who']]).toEqual([JOHN_SAID, payloadOf(PUBLISHED)])
  }],
  ['KS-9', 'a time, an id, and an end where there is a lifetime', 'lifetime: 1m', async (gateway) => {
    const [first, next] = [claimsOf(await gateway.mint()), claimsOf(await gateway.mint())]
    expect(first).toEqual({ ...JOHN_CLAIMS, iat: GATEWAY_NOW, jti: expect.any(String), exp: GATEWAY_NOW + 60 })
    expect(first.jti).not.toBe(next.jti)
  }],
  ['KS-9', 'as published, byte by byte', 'claims: as-published', async (gateway) => {
    expect(await gateway.mint()).toBe(PUBLISHED)
    expect(PUBLISHED).toMatch(/^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\..*\.V7DGbqOPS_MlZOnL_jyFYIH-mxAe-e1l3uuhYgr0vGM$/)
  }],
  ['KS-10', 'the black list knows a token by its id, or by the hash of its text', 'black_list: memory', async (gateway) => {
    const text = PUBLISHED.slice(0, PUBLISHED.lastIndexOf('.'))
    expect(await blackList(gateway, PUBLISHED)).toEqual({ key: `sha256:${hash('sha256', text, 'base64url')}`, expires_at: null }) // prettier-ignore
    expect(gateway.lines.join('')).toContain('black-listed-for-good')
    expect(await blackList(gateway, signed({ ...JOHN_CLAIMS, jti: 'one', exp: GATEWAY_NOW + 60 }))).toMatchObject({ key: 'jti:one', expires_at: expect.any(Number) }) // prettier-ignore
    expect(await statusOf(gateway, PUBLISHED)).toBe(401)
    gateway.clock.advance({ hours: 1 })
    const { data } = JSON.parse((await gateway.ask('/blacklist')).body)
    expect(data).toHaveLength(1) // what has no end stays
  }],
  ['KS-12', 'what a client says of who it is goes, whatever is not ASCII comes in percents', 'identity: both', async (gateway) => {
    const token = signed({ sub: 'a b', username: 'x\r\nX-Admin: 1' })
    await gateway.askWith(token, { headers: { ...JOHN_SAID, 'x-consumer-claims': 'admin' } })
    expect(gateway.identity()).toEqual({ 'x-consumer-id': 'a b', 'x-consumer-username': 'x%0D%0AX-Admin: 1', 'x-consumer-claims': payloadOf(token) }) // prettier-ignore
    expect(gateway.seen[0]?.headers['x-admin']).toBeUndefined()
  }],
] // prettier-ignore

test.each(RULES)('%s: %s', async (_rule, _what, keys, play) => {
  const more = keys && `, ${keys}`
  await play(
    await openTestGateways(`  - { dialect: kong-stateless, listen: "127.0.0.1:0", upstream: "{up}"${more} }\n`),
  )
})

const JOHN_AND_JANE = ['john', 'jane'].map((name) => `{id: ${name}, jwt_secrets: [{key: ${name}, secret: ${GATEWAY_SECRET}}]}`) // prettier-ignore

test.each([
  ['without a store, by its claim', 'dialect: kong-stateless, rate_limiting: {minute: 2}'],
  ['with plugins', 'dialect: kong, plugins: [{name: jwt}, {name: rate-limiting, config: {minute: 2}}]'],
])('whoever has used up a minute waits for the next, and nobody else does, %s', async (_what, profile) => {
  const gateway = await openTestGateways(`  - { ${profile}, listen: "127.0.0.1:0", upstream: "{up}" }\n`, { consumers: `consumers: [${JOHN_AND_JANE.join(', ')}]` }) // prettier-ignore
  let asked = 0
  /** Each time another token of the same one. */
  const ask = (name: string) => gateway.askWith(signed({ iss: name, sub: name, jti: String(asked++) }))
  const first = await ask('john')
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-reset': '60', 'x-ratelimit-limit-minute': '2', 'x-ratelimit-remaining-minute': '1' }) // prettier-ignore
  await ask('john')
  gateway.clock.advance({ seconds: 15 })
  const { status, headers, body } = await ask('john')
  expect([status, headers['retry-after'], headers['ratelimit-remaining']]).toEqual([429, '45', '0'])
  expect(JSON.parse(body)).toEqual({ message: 'API rate limit exceeded', request_id: expect.any(String) })
  expect(gateway.seen).toHaveLength(2)
  expect((await ask('jane')).status).toBe(200)
  gateway.clock.advance({ seconds: 45 })
  expect((await ask('john')).status).toBe(200)
})

test('a token that is not believed uses up nothing, and none costs a read', async () => {
  const gateway = await openTestGateways('  - { dialect: kong-stateless, rate_limiting: {hour: 1, hide_client_headers: true}, listen: "127.0.0.1:0", upstream: "{up}" }\n') // prettier-ignore
  expect(await statusOf(gateway, signed(JOHN_CLAIMS, 'another secret'))).toBe(401)
  const { status, headers } = await gateway.askWith(PUBLISHED)
  expect([status, headers['ratelimit-limit']]).toEqual([200, undefined])
  expect([await statusOf(gateway, PUBLISHED), await readsOf(gateway)]).toEqual([429, 0])
})

/** Tested where a gateway is opened with a key, and where a claim grows. */
const ELSEWHERE = ['KS-6', 'KS-8', 'KS-11']

test('no rule was left out', () => {
  const rules = new Set([...RULES.map(([rule]) => rule), ...ELSEWHERE])
  expect(rules).toEqual(new Set(Array.from({ length: 12 }, (_none, at) => `KS-${at + 1}`)))
})
