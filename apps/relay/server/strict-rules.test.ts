import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { askRelay, askToSwitch, IN_TIME, listenAs, openBehindRelay, openTestRelay, relayConfig, relayToken, RELAY_NOW } from '../relay.fixture.ts' // prettier-ignore
import { listenPath, tcpPath, TCP_PROTOCOL, TUNNEL_PROTOCOL } from './paths.ts'
import { until } from '../../../tests/support/until.ts'

// What our relay does where Piko does not, over the wire (dialect: strict).

const mayConnect = (...endpoints: string[]) => relayToken({ ...IN_TIME, piko: { endpoints } })
const mayListen = (...listen: string[]) => relayToken({ ...IN_TIME, piko: { listen } })

async function openStrict() {
  const opened = await openTestRelay(relayConfig('strict'))
  const service = await openBehindRelay(({ headers }, answer) => void answer.end(JSON.stringify(headers)))
  await listenAs(opened.ports.upstream, 'b', service, mayListen('b'))
  const at = (headers: Record<string, string | string[]>) => askRelay({ port: opened.ports.proxy, headers })
  return { ...opened, at, service }
}

const bearer = (token: string) => `Bearer ${token}`

test.each([
  ['no claim', {}],
  ['an empty list', { piko: { endpoints: [] } }],
  ['another endpoint', { piko: { endpoints: ['c', '*', 'B'] } }],
  ['the right to listen alone', { piko: { listen: ['b'] } }],
])('what a token does not allow is not allowed: %s', async (_name, claims) => {
  const { at, relay } = await openStrict()
  const { status, headers, text } = await at({ authorization: bearer(relayToken({ ...IN_TIME, ...claims })), host: 'b.relay' }) // prettier-ignore
  expect([status, JSON.parse(text).reason]).toEqual([403, 'claim-not-allowed'])
  expect(headers['www-authenticate']).toMatch(/^Bearer realm="relay", error="insufficient_scope"/)
  expect(relay.shown.refusals[0]).toEqual({
    at: RELAY_NOW * 1000,
    port: 'proxy',
    status: 403,
    reason: 'claim-not-allowed',
    check: 'permission',
    endpoint: 'b',
  })
})

test('what was refused can be forgotten, with how much it was', async () => {
  const { at, ports, relay } = await openStrict()
  await at({ host: 'b.relay' })
  const told = async () => JSON.parse((await askRelay({ port: ports.admin, path: '/status' })).text)
  expect(await told()).toMatchObject({ refusals: [{ status: 401 }], refused: { 'no-credentials': 1 } })
  relay.forgetRefusals()
  expect(await told()).toMatchObject({ refusals: [], refused: {} })
})

test('who may connect may not listen, and may not be told of a wrong endpoint more than of one that is there', async () => {
  const { ports } = await openStrict()
  const headers = { authorization: bearer(mayConnect('b')) }
  expect(await askToSwitch(ports.upstream, listenPath('b'), TUNNEL_PROTOCOL, headers)).toMatchObject({ status: 403 })
  const found = await askToSwitch(ports.upstream, listenPath('b'), TUNNEL_PROTOCOL, { authorization: bearer(mayListen('b')) }) // prettier-ignore
  expect('socket' in found && found.socket.destroy()).toBeTruthy()
})

test.each([
  ['no end', { iat: RELAY_NOW }, 'missing-claim'],
  ['no time of issue', { exp: RELAY_NOW + 60 }, 'missing-claim'],
  ['issued in the future', { iat: RELAY_NOW + 1, exp: RELAY_NOW + 60 }, 'not-active'],
  ['over', { iat: RELAY_NOW - 60, exp: RELAY_NOW }, 'expired'],
])('a token has a time: %s', async (_name, claims, reason) => {
  const { at } = await openStrict()
  const { status, text } = await at({ authorization: bearer(relayToken({ ...claims, piko: { endpoints: ['b'] } })), host: 'b.relay' }) // prettier-ignore
  expect([status, JSON.parse(text).reason]).toEqual([401, reason])
})

test('the header for the relay comes before Authorization, is not tried twice, and Authorization is then of the service', async () => {
  const { at } = await openStrict()
  const [good, bad] = [
    bearer(mayConnect('b')),
    bearer(relayToken(IN_TIME, { secret: 'another secret of thirty-two bytes' })),
  ]
  const refused = await at({ authorization: good, 'x-piko-authorization': bad, host: 'b.relay' })
  expect([refused.status, JSON.parse(refused.text).reason]).toEqual([401, 'signature-mismatch'])
  expect((await at({ authorization: good, 'x-piko-authorization': '', host: 'b.relay' })).status).toBe(401)
  expect((await at({ authorization: good, 'x-piko-authorization': [good, good], host: 'b.relay' })).status).toBe(400)
  const both = { authorization: bad, 'x-piko-authorization': good, 'x_piko_authorization': good, 'X-Piko-Forward': 'true', host: 'b.relay' } // prettier-ignore
  const seen = JSON.parse((await at(both)).text)
  expect(seen).toMatchObject({ authorization: bad, host: 'b.relay' })
  expect(Object.keys(seen).filter((name) => name.includes('piko'))).toEqual([])
  expect(JSON.parse((await at({ authorization: good, host: 'b.relay' })).text)).not.toHaveProperty('authorization')
})

test('no endpoint is 400, nobody who listens 502, and a path for other protocols says which', async () => {
  const { at, ports } = await openStrict()
  const authorization = bearer(mayConnect('b', 'c'))
  expect((await at({ authorization, host: 'localhost' })).status).toBe(400)
  const away = await at({ authorization, host: 'c.relay' })
  expect([away.status, JSON.parse(away.text).type]).toEqual([502, 'urn:jwt-sandbox:problem:peer-unreachable'])
  const plain = await askRelay({ port: ports.proxy, path: tcpPath('b'), headers: { authorization } })
  expect([plain.status, plain.headers['upgrade']]).toEqual([426, TCP_PROTOCOL])
  const listen = { port: ports.upstream, path: listenPath('b'), headers: { authorization: bearer(mayListen('b')) } }
  const asked = await askRelay(listen)
  expect([asked.status, asked.headers['upgrade']]).toEqual([426, TUNNEL_PROTOCOL])
  expect((await askRelay({ ...listen, path: '/piko/v1/upstream/b/c' })).status).toBe(404)
  expect((await askRelay({ ...listen, path: '/', headers: {} })).status).toBe(401)
})

/** Says a piece and no end, at once or, for `/late`, when it is told to. */
async function openEndless() {
  const late: (() => void)[] = []
  const port = await openBehindRelay((asked, answer) => {
    const begin = () => void answer.writeHead(200).write('begun')
    if (asked.url === '/late') late.push(() => void answer.end('in time'))
    else begin()
  })
  return { port, late }
}

test('an answer that goes on for ever ends with its token, too, and what was asked for in time may still come', async () => {
  const { ports, clock } = await openStrict()
  const { port, late } = await openEndless()
  const long = { ...IN_TIME, exp: RELAY_NOW + 600, piko: { listen: ['endless'] } }
  await listenAs(ports.upstream, 'endless', port, relayToken(long))
  const headers = { authorization: bearer(mayConnect('endless')), host: 'endless.relay' }
  const answerAt = async (path: string) => {
    const asked = request({ port: ports.proxy, host: '127.0.0.1', path, headers, agent: false }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return answer
  }
  const endless = await answerAt('/')
  const cut = once(endless, 'error')
  const inTime = askRelay({ port: ports.proxy, path: '/late', headers })
  const never = askRelay({ port: ports.proxy, path: '/late', headers })
  await until('both have been asked', () => late.length >= 2)
  clock.advance({ seconds: 59 })
  expect(String((await once(endless, 'data'))[0])).toBe('begun')
  clock.advance({ seconds: 1 })
  await cut
  late[0]?.()
  const whole = await Promise.race([inTime, never])
  expect([whole.status, whole.text]).toEqual([200, 'in time'])
  clock.advance({ seconds: 30 })
  expect((await Promise.all([inTime, never])).map(({ status }) => status).toSorted()).toEqual([200, 503])
})

test('the port of people is open to this machine where it has no keys, by no name of somebody else, and health to everybody', async () => {
  const { ports } = await openStrict()
  const at = (path: string, headers = {}) => askRelay({ port: ports.admin, path, headers })
  expect((await at('/health', { host: 'evil.example' })).status).toBe(200)
  expect((await at('/status', { host: 'evil.example' })).status).toBe(403)
  expect((await at('/nothing')).status).toBe(404)
  const { text, headers } = await at('/status')
  expect(headers['content-type']).toBe('application/json')
  expect(JSON.parse(text)).toMatchObject({
    dialect: 'strict',
    listeners: [{ endpoint: 'b', since: RELAY_NOW * 1000, until: IN_TIME.exp * 1000, connections: 0 }],
    refusals: [{ reason: 'no-route' }, { reason: 'foreign-host' }],
  })
  expect((await at('/metrics', { host: 'evil.example' })).status).toBe(403)
  const { text: numbers, headers: told } = await at('/metrics')
  expect(told['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
  for (const line of [
    'relay_listeners 1',
    'relay_refused_total{reason="foreign-host"} 2',
    'relay_refused_total{reason="no-route"} 1',
  ])
    // prettier-ignore
    expect(numbers.split('\n')).toContain(line)
  expect(JSON.parse((await at('/status/upstream/endpoints')).text)).toEqual({ b: 1 })
  expect((await at('/status/upstream/endpoints?pretty=1')).text).toBe('{\n  "b": 1\n}\n')
})
