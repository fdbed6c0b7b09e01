import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { askRelay, askToSwitch, listenAs, openBehindRelay, openTestRelay, relayConfig, relayToken, RELAY_NOW } from '../relay.fixture.ts' // prettier-ignore
import type { RelayAuth } from '../config/relay-config.ts'
import { listenPath, tcpPath, TCP_PROTOCOL, TUNNEL_PROTOCOL } from './paths.ts'

// What Piko does, rule by rule, over the wire (dialect: piko).

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pemOf = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }))
const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const authOf = (keys: object, more: Partial<RelayAuth> = {}): RelayAuth => ({
  keys: { kind: 'static', ...keys },
  disableDisconnectOnExpiry: false,
  ...more,
})
const ALL_KEYS = { hmacSecretKey: 'my-secret', rsaPublicKey: pemOf(rsa.publicKey), ecdsaPublicKey: pemOf(ec.publicKey) }

const my = (claims: object, alg: 'HS256' | 'HS384' | 'HS512' = 'HS256') =>
  relayToken(claims, { secret: 'my-secret', alg })

function signedBy(alg: string, claims: object = {}): string {
  const text = `${coded({ alg, typ: 'JWT' })}.${coded(claims)}`
  const digest = `sha${alg.slice(2)}`
  const pss = { padding: 6, saltLength: 32 }
  const signature = alg.startsWith('ES')
    ? sign(digest, Buffer.from(text), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })
    : sign(digest, Buffer.from(text), { key: rsa.privateKey, ...(alg.startsWith('PS') && pss) })
  return `${text}.${signature.toString('base64url')}`
}

/** A relay with these keys at its ports, where `b` is listened for, and what it answers. */
async function openPiko(auth: RelayAuth | 'none' = authOf(ALL_KEYS), settings: Parameters<typeof relayConfig>[1] = {}) {
  const config = relayConfig('piko', { proxy: settings.proxy ?? {}, upstream: settings.upstream ?? {}, admin: settings.admin ?? {} }) // prettier-ignore
  const { auth: _, ...open } = config.proxy
  const proxy = auth === 'none' ? open : { ...config.proxy, auth }
  const opened = await openTestRelay({ ...config, proxy })
  const service = await openBehindRelay(({ headers, url }, answer) => void answer.end(JSON.stringify({ url, headers })))
  await listenAs(opened.ports.upstream, 'b', service, relayToken({}))
  const at = async (headers: Record<string, string | string[]>, path = '/x') => {
    const { status, text } = await askRelay({ port: opened.ports.proxy, path, headers })
    return [status, status === 200 ? '' : JSON.parse(text).error]
  }
  const by = (token: string, endpoint = 'b') => at({ authorization: `Bearer ${token}`, 'x-piko-endpoint': endpoint })
  return { ...opened, at, by }
}

const GOOD = [200, '']
const INVALID = [401, 'invalid token']

test('PK-1: without a key nobody is asked, whatever they bring, and a port has keys of its own', async () => {
  const { at, ports } = await openPiko('none')
  expect(await at({ authorization: 'Bearer rubbish', 'x-piko-endpoint': 'b' })).toEqual(GOOD)
  expect(await at({ authorization: 'Basic x', host: 'b.example.test' })).toEqual(GOOD)
  expect(await at({})).toEqual([400, 'missing endpoint id'])
  const agent = await askToSwitch(ports.upstream, listenPath('b'), TUNNEL_PROTOCOL, { authorization: 'Bearer rubbish' })
  expect(agent).toMatchObject({ status: 401, text: '{"error":"invalid token"}' })
})

test('PK-2: each key has its algorithms, several are there together, and no other is taken', async () => {
  const { by } = await openPiko()
  for (const alg of ['HS256', 'HS384', 'HS512'] as const)
    expect([alg, ...(await by(my({}, alg)))]).toEqual([alg, ...GOOD])
  for (const alg of ['RS256', 'RS384', 'RS512', 'ES256'])
    expect([alg, ...(await by(signedBy(alg)))]).toEqual([alg, ...GOOD])
  for (const alg of ['PS256', 'ES384']) expect([alg, ...(await by(signedBy(alg)))]).toEqual([alg, ...INVALID])
  const none = `${coded({ alg: 'none' })}.${coded({})}.`
  expect(await by(none)).toEqual(INVALID)
  expect(await by(relayToken({}, { secret: ALL_KEYS.rsaPublicKey }))).toEqual(INVALID) // the text of a public key is no secret
})

test('PK-2: the page of Piko: its first token does not belong to the secret, its second does', async () => {
  const { by } = await openPiko(authOf({ hmacSecretKey: 'my-secret' }))
  const first = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.cYo84rqiyvYovXGPGxY7a4qWLa5HA857Nb2uMrkVcHs'
  const second = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJwaWtvIjp7ImVuZHBvaW50cyI6WyJteS1lbmRwb2ludCJdfX0.I7Vkc2w0-CuEUz-ePRBEFx_-9aCAOH6BN146BZBIxGw' // prettier-ignore
  expect(await by(first, 'my-endpoint')).toEqual(INVALID)
  expect(await by(second, 'my-endpoint')).toEqual([502, 'no available upstreams'])
  expect(await by(second)).toEqual([401, 'endpoint not permitted'])
})

test.each([
  ['no end', {}, GOOD],
  ['an end in a second', { exp: RELAY_NOW + 1 }, GOOD],
  ['an end that is now', { exp: RELAY_NOW }, [401, 'expired token']],
  ['not yet', { nbf: RELAY_NOW + 1 }, INVALID],
  ['issued in the future, which nobody looks at', { iat: RELAY_NOW + 600 }, GOOD],
  ['an end that is a text', { exp: String(RELAY_NOW + 1) }, GOOD],
])('PK-3: %s', async (_name, claims, outcome) => {
  expect(await (await openPiko()).by(my(claims))).toEqual(outcome)
})

test('PK-4, PK-5: audience and issuer count where they are set, and an end comes before them', async () => {
  const { by } = await openPiko(authOf(ALL_KEYS, { audience: 'us', issuer: 'i' }))
  expect(await by(my({ aud: ['x', 'us'], iss: 'i' }))).toEqual(GOOD)
  expect(await by(my({ iss: 'i' }))).toEqual(INVALID)
  expect(await by(my({ aud: 'us', iss: 'I' }))).toEqual(INVALID)
  expect(await by(my({ aud: 'x', exp: 1 }))).toEqual([401, 'expired token'])
  expect(await by(`${my({ exp: 1 }).slice(0, -4)}AAAA`)).toEqual(INVALID)
})

test.each([
  ['absent', {}, GOOD],
  ['an empty list', { piko: { endpoints: [] } }, GOOD],
  ['this one', { piko: { endpoints: ['a', 'b'] } }, GOOD],
  ['another', { piko: { endpoints: ['a'] } }, [401, 'endpoint not permitted']],
  ['a text', { piko: { endpoints: 'b' } }, INVALID],
])('PK-6: piko.endpoints is %s, at the port of clients and of agents', async (_name, claims, outcome) => {
  const upstream = { auth: authOf(ALL_KEYS) }
  const config = relayConfig('piko', { upstream })
  const { ports } = await openTestRelay(config)
  const headers = { authorization: `Bearer ${my(claims)}` }
  const found = await askToSwitch(ports.upstream, listenPath('b'), TUNNEL_PROTOCOL, headers)
  if ('socket' in found) found.socket.destroy()
  const said = 'socket' in found ? GOOD : [found.status, JSON.parse(found.text).error]
  expect(said).toEqual(outcome)
  expect(await (await openPiko()).by(my(claims))).toEqual(outcome)
})

test('B.3: headers, their order, and what names an endpoint', async () => {
  const { at } = await openPiko()
  const [good, bad] = [`Bearer ${my({})}`, `Bearer ${relayToken({}, { secret: 'other' })}`]
  expect(await at({})).toEqual([401, 'missing authorization'])
  expect(await at({ authorization: 'Bearer' })).toEqual([401, 'invalid authorization'])
  expect(await at({ authorization: good.replace('B', 'b') })).toEqual([401, 'unsupported auth type'])
  expect(await at({ authorization: good, 'x-piko-authorization': bad, 'x-piko-endpoint': 'b' })).toEqual(INVALID)
  expect(await at({ authorization: bad, 'x-piko-authorization': good, 'x-piko-endpoint': 'b' })).toEqual(GOOD)
  expect(await at({ authorization: good, 'x-piko-tenant-id': 't' })).toEqual([401, 'unknown tenant'])
  expect(await at({ authorization: bad })).toEqual(INVALID)
  expect(await at({ authorization: good, host: 'localhost:4800' })).toEqual([400, 'missing endpoint id'])
  expect(await at({ authorization: good, host: '127.0.0.1:4800' })).toEqual([400, 'missing endpoint id'])
  expect(await at({ authorization: good, host: 'b.example.test:4800' })).toEqual(GOOD)
  expect(await at({ authorization: good, host: 'b.example.test', 'x-piko-endpoint': 'c' })).toEqual([502, 'no available upstreams']) // prettier-ignore
})

test('B.3: the answers are of its kind, with no challenge', async () => {
  const { ports } = await openPiko()
  const { headers, text } = await askRelay({ port: ports.proxy })
  expect(text).toBe('{"error":"missing authorization"}')
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' })
  expect(Object.keys(headers)).not.toContain('www-authenticate')
  const away = await askRelay({
    port: ports.proxy,
    headers: { authorization: `Bearer ${my({})}`, 'x-piko-endpoint': 'c' },
  })
  expect([away.text, away.headers['content-type']]).toEqual([
    '{"error":"no available upstreams"}\n',
    'application/json',
  ])
})

test('B.3: a service that cannot be reached is 502, and one that does not answer in time 504', async () => {
  const { ports, at } = await openPiko(authOf(ALL_KEYS), { proxy: { timeout: 200 } })
  const silent = await openBehindRelay(() => {})
  await listenAs(ports.upstream, 'silent', silent, relayToken({}))
  await listenAs(ports.upstream, 'away', 1, relayToken({}))
  const authorization = `Bearer ${my({})}`
  expect(await at({ authorization, 'x-piko-endpoint': 'silent' })).toEqual([504, 'upstream timeout'])
  expect(await at({ authorization, 'x-piko-endpoint': 'away' })).toEqual([502, 'upstream unreachable'])
})

test('PK-8: the service gets everything, the token too, and is told that it was passed on', async () => {
  const { ports } = await openPiko()
  const headers = { authorization: `Bearer ${my({})}`, 'x-piko-endpoint': 'b', 'x-piko-forward': 'false', 'x-forwarded-for': '1.2.3.4' } // prettier-ignore
  const seen = JSON.parse((await askRelay({ port: ports.proxy, headers })).text).headers
  expect(seen).toMatchObject({ ...headers, 'x-piko-forward': 'true', host: `127.0.0.1:${ports.proxy}` })
})

test('PK-9: TCP has a path of its own, the endpoint is in it, and the token has to allow it', async () => {
  const { ports } = await openPiko()
  const say = async (endpoint: string, claims: object, headers: Record<string, string> = {}) => {
    const found = await askToSwitch(ports.proxy, tcpPath(endpoint), TCP_PROTOCOL, { authorization: `Bearer ${my(claims)}`, ...headers }) // prettier-ignore
    if ('socket' in found) return void found.socket.destroy()
    return [found.status, JSON.parse(found.text).error]
  }
  expect(await say('b', { piko: { endpoints: ['b'] } }, { 'x-piko-endpoint': 'c' })).toBeUndefined()
  expect(await say('c', { piko: { endpoints: ['b'] } })).toEqual([401, 'endpoint not permitted'])
  expect(await say('c', {})).toEqual([502, 'no available upstreams'])
  expect(await say('%c3%28', {})).toEqual([502, 'no available upstreams'])
})

test('PK-10: an agent is dropped in the second in which its token ends, and a client stays', async () => {
  const { ports, clock, relay } = await openTestRelay(relayConfig('piko'))
  const service = await openBehindRelay(() => {})
  const agent = await listenAs(ports.upstream, 'b', service, relayToken({ exp: RELAY_NOW + 60 }))
  await listenAs(ports.upstream, 'c', service, relayToken({}))
  const token = { authorization: `Bearer ${relayToken({ exp: RELAY_NOW + 60 })}` }
  const client = await askToSwitch(ports.proxy, tcpPath('c'), TCP_PROTOCOL, token)
  if (!('socket' in client)) throw new Error(client.text)
  const over = { is: false }
  void agent.ended.then(() => (over.is = true))
  clock.advance({ seconds: 59 })
  expect(relay.shown.listeners.map(({ endpoint, until }) => [endpoint, until])).toEqual([['b', (RELAY_NOW + 60) * 1000], ['c', undefined]]) // prettier-ignore
  expect(over.is).toBe(false)
  clock.advance({ seconds: 1 })
  await agent.ended
  await askRelay({
    port: ports.proxy,
    headers: { ...token, authorization: `Bearer ${relayToken({})}`, 'x-piko-endpoint': 'b' },
  })
  expect(relay.shown.listeners.map(({ endpoint }) => endpoint)).toEqual(['c'])
  expect(client.socket.destroyed).toBe(false)
  client.socket.destroy()
})

test('PK-10: unless that is turned off', async () => {
  const auth = { ...authOf({ hmacSecretKey: 'my-secret' }), disableDisconnectOnExpiry: true }
  const { ports, clock, relay } = await openTestRelay(relayConfig('piko', { upstream: { auth } }))
  const agent = await listenAs(ports.upstream, 'b', 1, my({ exp: RELAY_NOW + 60 }))
  onTestFinished(() => agent.close('now'))
  clock.advance({ seconds: 60 })
  expect(relay.shown.listeners).toMatchObject([{ endpoint: 'b' }])
  expect(relay.shown.listeners[0]).not.toHaveProperty('until')
})

test('B.5: a tenant has keys of its own, and with one of them nobody else gets in', async () => {
  const tenants = ['a', 'b'].map((id) => ({ id, auth: authOf({ hmacSecretKey: `secret of ${id}` }) }))
  const { ports, relay } = await openTestRelay(relayConfig('piko', { upstream: { tenants } }))
  const listen = async (id: string | undefined, secret: string) => {
    const tenant: Record<string, string> = id === undefined ? {} : { 'x-piko-tenant-id': id }
    const authorization = `Bearer ${relayToken({}, { secret })}`
    const found = await askToSwitch(ports.upstream, listenPath('e'), TUNNEL_PROTOCOL, { authorization, ...tenant })
    if ('socket' in found) return found.socket.destroy() && 'listens'
    return JSON.parse(found.text).error
  }
  expect(await listen('a', 'secret of a')).toBe('listens')
  expect(await listen('b', 'secret of b')).toBe('listens')
  expect(await listen('a', 'secret of b')).toBe('invalid token')
  for (const id of ['c', undefined, '']) expect(await listen(id, 'secret of a')).toBe('unknown tenant')
  expect(relay.shown.refusals[0]).toMatchObject({ port: 'upstream', reason: 'invalid-request', endpoint: 'e' })
})

test('B.6: the port of people asks for a token, for its health, too', async () => {
  const { ports } = await openTestRelay(
    relayConfig('piko', { admin: { auth: authOf({ hmacSecretKey: 'my-secret' }) } }),
  )
  const at = async (path: string, token?: string) =>
    (await askRelay({ port: ports.admin, path, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })).status // prettier-ignore
  for (const path of ['/health', '/ready', '/status'])
    expect([await at(path), await at(path, my({}))]).toEqual([401, 200])
  expect(await at('/status?forward=other', my({}))).toBe(404)
})
