import { manualClock } from '#core/clock'
import { expect, onTestFinished, test } from 'vitest'
import {
  askRelay,
  askToSwitch,
  listenAs,
  openBehindRelay,
  openTestRelay,
  relayConfig,
  relayToken,
  RELAY_NOW,
} from '../relay.fixture.ts'
import { listenPath, tcpPath, TCP_PROTOCOL, TUNNEL_PROTOCOL } from './paths.ts'
import { GOOD, INVALID, mySecretToken, openPikoRelay, pikoAuth } from './piko-relay.fixture.ts'

// How Piko answers, forwards and disconnects, rule by rule (dialect: piko).

test('B.3: headers, their order, and what names an endpoint', async () => {
  const { at } = await openPikoRelay()
  const [good, bad] = [`Bearer ${mySecretToken({})}`, `Bearer ${relayToken({}, { secret: 'other' })}`]
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
  const { ports } = await openPikoRelay()
  const { headers, text } = await askRelay({ port: ports.proxy })
  expect(text).toBe('{"error":"missing authorization"}')
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' })
  expect(Object.keys(headers)).not.toContain('www-authenticate')
  const away = await askRelay({
    port: ports.proxy,
    headers: { authorization: `Bearer ${mySecretToken({})}`, 'x-piko-endpoint': 'c' },
  })
  expect([away.text, away.headers['content-type']]).toEqual([
    '{"error":"no available upstreams"}\n',
    'application/json',
  ])
})

test('B.3: a service that cannot be reached is 502, and one that does not answer in time 504', async () => {
  const machine = manualClock(0)
  const { ports } = await openTestRelay(relayConfig('piko', { proxy: { timeout: 200 } }), { machine })
  const asked = Promise.withResolvers<void>()
  const silent = await openBehindRelay(() => asked.resolve())
  await listenAs(ports.upstream, 'silent', silent, relayToken({}))
  await listenAs(ports.upstream, 'away', 1, relayToken({}))
  const headers = { authorization: `Bearer ${relayToken({})}` }
  const at = async (endpoint: string) => {
    const { status, text } = await askRelay({
      port: ports.proxy,
      headers: { ...headers, 'x-piko-endpoint': endpoint },
    })
    return [status, JSON.parse(text).error]
  }
  const late = at('silent')
  await asked.promise
  machine.advance({ milliseconds: 400 })
  expect(await late).toEqual([504, 'upstream timeout'])
  expect(await at('away')).toEqual([502, 'upstream unreachable'])
})

test('the service gets everything, the token too, and is told that it was passed on', async () => {
  const { ports } = await openPikoRelay()
  const headers = { authorization: `Bearer ${mySecretToken({})}`, 'x-piko-endpoint': 'b', 'x-piko-forward': 'false', 'x-forwarded-for': '1.2.3.4' } // prettier-ignore
  const seen = JSON.parse((await askRelay({ port: ports.proxy, headers })).text).headers
  expect(seen).toMatchObject({ ...headers, 'x-piko-forward': 'true', host: `127.0.0.1:${ports.proxy}` })
})

test('TCP has a path of its own, the endpoint is in it, and the token has to allow it', async () => {
  const { ports } = await openPikoRelay()
  const say = async (endpoint: string, claims: object, headers: Record<string, string> = {}) => {
    const found = await askToSwitch(ports.proxy, tcpPath(endpoint), TCP_PROTOCOL, { authorization: `Bearer ${mySecretToken(claims)}`, ...headers }) // prettier-ignore
    if ('socket' in found) return void found.socket.destroy()
    return [found.status, JSON.parse(found.text).error]
  }
  expect(await say('b', { piko: { endpoints: ['b'] } }, { 'x-piko-endpoint': 'c' })).toBeUndefined()
  expect(await say('c', { piko: { endpoints: ['b'] } })).toEqual([401, 'endpoint not permitted'])
  expect(await say('c', {})).toEqual([502, 'no available upstreams'])
  expect(await say('%c3%28', {})).toEqual([502, 'no available upstreams'])
})

test('an agent is dropped in the second in which its token ends, and a client stays', async () => {
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
  expect(relay.shown.connected).toMatchObject([{ endpoint: 'c', by: 'TCP', until: (RELAY_NOW + 60) * 1000 }])
  client.socket.destroy()
})

test('an end beyond all dates is none, and a long subject is shortened where people see it', async () => {
  const { ports, relay } = await openTestRelay(relayConfig('piko'))
  await listenAs(ports.upstream, 'b', 1, relayToken({ exp: 1e17, sub: 's'.repeat(5000) }))
  expect(relay.shown.listeners[0]).toMatchObject({ endpoint: 'b', subject: `${'s'.repeat(100)}…` })
  expect(relay.shown.listeners[0]).not.toHaveProperty('until')
})

test('unless that is turned off', async () => {
  const auth = { ...pikoAuth({ hmacSecretKey: 'my-secret' }), disableDisconnectOnExpiry: true }
  const { ports, clock, relay } = await openTestRelay(relayConfig('piko', { upstream: { auth } }))
  const agent = await listenAs(ports.upstream, 'b', 1, mySecretToken({ exp: RELAY_NOW + 60 }))
  onTestFinished(() => agent.close('now'))
  clock.advance({ seconds: 60 })
  expect(relay.shown.listeners).toMatchObject([{ endpoint: 'b' }])
  expect(relay.shown.listeners[0]).not.toHaveProperty('until')
})

test('B.5: a tenant has keys of its own, and with one of them nobody else gets in', async () => {
  const tenants = ['a', 'b'].map((id) => ({ id, auth: pikoAuth({ hmacSecretKey: `secret of ${id}` }) }))
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
    relayConfig('piko', { admin: { auth: pikoAuth({ hmacSecretKey: 'my-secret' }) } }),
  )
  const at = async (path: string, token?: string) =>
    (await askRelay({ port: ports.admin, path, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })).status // prettier-ignore
  for (const path of ['/health', '/ready', '/status', '/metrics'])
    expect([await at(path), await at(path, mySecretToken({}))]).toEqual([401, 200])
  expect(await at('/status?forward=other', mySecretToken({}))).toBe(404)
  const headers = { authorization: `Bearer ${mySecretToken({})}` }
  const { status, text, headers: told } = await askRelay({ port: ports.admin, path: '/nothing', headers })
  expect([status, told['content-type'], text]).toEqual([404, 'text/plain', '404 page not found'])
})
