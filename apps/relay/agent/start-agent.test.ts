import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import { ALIVE_EVERY } from '../tunnel/rules.ts'
import { fixedToken } from '../client/token-source.ts'
import type { TunnelConnection } from '../tunnel/connection.ts'
import type { Tunnel } from '../tunnel/dial.ts'
import {
  countedTokens,
  listenOn,
  openEcho,
  openSmallRelay,
  openWire,
  startTestAgent,
  tokenUntil,
} from './agent.fixture.ts'
import { until } from '../../../tests/support/until.ts'

function dial(tunnel: Tunnel | undefined): TunnelConnection {
  if (!tunnel) throw new Error('nobody listens')
  return tunnel.dial()
}

async function echoThrough(tunnel: Tunnel | undefined, words: string): Promise<string> {
  return text(dial(tunnel).end(words))
}

test('an agent dials out with its token, and hands over whoever connects to the endpoint', async () => {
  const relay = await openSmallRelay()
  const { agent } = startTestAgent({
    relayPort: relay.port,
    servicePort: await openEcho(),
    endpoint: 'a/b',
    tenant: 'one',
  })
  await agent.listening
  expect(agent.state).toBe('listens')
  expect(relay.asked[0]).toMatchObject({
    url: '/piko/v1/upstream/a%2Fb',
    headers: { authorization: 'Bearer t', 'x-piko-tenant-id': 'one', host: `127.0.0.1:${relay.port}` },
  })
  expect(await echoThrough(relay.tunnels[0], 'hello')).toBe('hello')
  await agent.close(0)
  expect(await agent.ended).toBeUndefined()
})

test('a token that stays the same is not renewed, whenever it expires', async () => {
  const relay = await openSmallRelay()
  const { agent, lines } = startTestAgent({ relayPort: relay.port, servicePort: 1, token: fixedToken(tokenUntil(4e9)) })
  await agent.listening
  expect(lines).toEqual([expect.not.stringContaining('renewsAt')])
})

test.each([408, 429, 500, 502, 503, 504])('a relay that answers %d is asked again', async (status) => {
  const relay = await openSmallRelay((at) => (at < 2 ? [status] : undefined))
  const { agent, lines } = startTestAgent({ relayPort: relay.port, servicePort: await openEcho() })
  await agent.listening
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['agent-retries', 'agent-retries', 'agent-connected'])
})

test('the first pause is a tenth of a second, and a relay says how long it wants to be left alone', async () => {
  const relay = await openSmallRelay((at) => (at === 0 ? [503, '', { 'retry-after': '1' }] : undefined))
  const waits: number[] = []
  const machine: Clock = { ...systemClock, delay: async (ms) => void waits.push(ms) }
  const { agent } = startTestAgent({ relayPort: relay.port, servicePort: 1, machine })
  await agent.listening
  expect(waits).toEqual([1000])
})

test.each([
  [401, '{"error":"expired token"}', /"b": it answers 401 "expired token"\. .*--token-command=COMMAND/],
  [403, '{"title":"Not allowed."}', /it answers 403 "Not allowed\."\. .*piko\.listen names this endpoint/],
  [404, 'not JSON', /does not take endpoint "b": it answers 404\. .*its upstream port, and set --connect\.url/],
  [301, '', /it answers 301/],
])('a relay that answers %d ends it, with what to do', async (status, body, why) => {
  const relay = await openSmallRelay(() => [status, body])
  const { agent } = startTestAgent({ relayPort: relay.port, servicePort: 1 })
  expect(await agent.ended).toMatch(why)
  expect(agent.state).toBe('ended')
  expect(relay.asked).toHaveLength(1)
})

test('whoever shows no token is told so, and how to give one', async () => {
  const relay = await openSmallRelay(() => [401, '{"error":"missing authorization"}'])
  const { agent } = startTestAgent({ relayPort: relay.port, servicePort: 1, token: fixedToken(undefined) })
  const why = await agent.ended
  expect(why).toMatch(/none was shown: it answers 401 "missing authorization"\. .*Show one .*--connect\.token=TOKEN/)
  expect(why).not.toContain('refuses the token')
})

test('whoever speaks another protocol is no relay', async () => {
  const port = await listenOn(
    createServer((socket) => void socket.write('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')),
  )
  const { agent } = startTestAgent({ relayPort: port, servicePort: 1 })
  expect(await agent.ended).toMatch(/is not the upstream port of a relay: it speaks another protocol/)
})

test('one that outlasts refusals is let in when they have passed', async () => {
  const relay = await openSmallRelay((at) => (at < 2 ? [401] : undefined))
  const { agent } = startTestAgent({ relayPort: relay.port, servicePort: 1, outlastsRefusals: true })
  await agent.listening
})

test('a relay that is not there is tried for as long as it may take the first time', async () => {
  const { agent } = startTestAgent({ relayPort: 1, servicePort: 1, firstWithin: 1 })
  expect(await agent.ended).toMatch(
    /no connection to the relay .* for endpoint "b": nobody listens there.*--connect\.timeout/,
  )
})

test('a relay that says nothing is tried for no longer than one try may take', async () => {
  const port = await listenOn(createServer(() => {}))
  const { agent } = startTestAgent({ relayPort: port, servicePort: 1, firstWithin: 1, patience: 50 })
  expect(await agent.ended).toMatch(/no answer came within 50 ms/)
})

test('when the relay is gone for a while, it comes back, with a token of its own each time', async () => {
  const relay = await openSmallRelay((at) => (at === 1 ? [503] : undefined))
  const token = countedTokens((at) => `t${at}`)
  const { agent } = startTestAgent({ relayPort: relay.port, servicePort: await openEcho(), token })
  const first = await relay.untilTunnels(1)
  await agent.listening
  first.close('now')
  expect(await echoThrough(await relay.untilTunnels(2), 'again')).toBe('again')
  expect(relay.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer t0', 'Bearer t1', 'Bearer t2'])
})

test('a relay that takes it and drops it at once is not asked again without a pause', async () => {
  const relay = await openSmallRelay()
  const waits: number[] = []
  const machine: Clock = { ...systemClock, delay: async (ms) => void waits.push(ms) }
  startTestAgent({ relayPort: relay.port, servicePort: 1, machine })
  for (let times = 1; times <= 4; times++) {
    const tunnel = await relay.untilTunnels(times)
    tunnel.close('now')
  }
  await relay.untilTunnels(5)
  expect(waits.slice(0, 4)).toEqual([75, 150, 300, 600])
})

test('a cut network is noticed, with a word and without', async () => {
  const relay = await openSmallRelay()
  const wire = await openWire(relay.port)
  const machine: Clock = {
    ...systemClock,
    every: (ms, ...rest) => systemClock.every(ms === ALIVE_EVERY ? 100 : ms, ...rest),
  }
  startTestAgent({ relayPort: wire.port, servicePort: await openEcho(), machine })
  await relay.untilTunnels(1)
  wire.cut()
  await relay.untilTunnels(2)
  wire.state.isSilent = true
  const silent = wire.state.count
  await until('another one dials', () => wire.state.count !== silent)
  wire.state.isSilent = false
  expect(await echoThrough(await relay.untilTunnels(3), 'here')).toBe('here')
})

test('a service that is away is told to whoever connects, and to the log, once', async () => {
  const relay = await openSmallRelay()
  const { agent, lines } = startTestAgent({ relayPort: relay.port, servicePort: 1 })
  await agent.listening
  for (let at = 0; at < 3; at++) {
    const [error] = await once(dial(relay.tunnels[0]).resume(), 'error')
    expect(error).toMatchObject({ name: 'ConnectionRefused' })
  }
  expect(lines.filter((line) => line.startsWith('service-unreachable'))).toHaveLength(1)
})
