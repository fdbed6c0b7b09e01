import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { manualClock, systemClock, type Clock } from '#core/clock'
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
  while (wire.state.count === silent) await new Promise((resolve) => setTimeout(resolve, 10))
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

test('whoever ends it lets what is open finish, and cuts what takes longer than it may', async () => {
  const relay = await openSmallRelay()
  const { agent } = startTestAgent({ relayPort: relay.port, servicePort: await openEcho(), accessLog: true })
  await agent.listening
  const open = dial(relay.tunnels[0])
  open.write('begun ')
  await once(open, 'readable')
  const closed = agent.close(60_000)
  await relay.tunnels[0]?.closing
  open.end('and finished')
  expect(await text(open)).toBe('begun and finished')
  await closed
  const { agent: another, lines } = startTestAgent({
    relayPort: relay.port,
    servicePort: await openEcho(),
    accessLog: true,
  })
  await another.listening
  const endless = dial(relay.tunnels[1])
  endless.write('x')
  await once(endless, 'readable')
  const error = once(endless, 'error')
  await Promise.all([another.close(1), error])
  const told = () => lines.filter((line) => line.startsWith('connection '))
  while (told().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(told()).toEqual([expect.stringContaining('"toService":1,"fromService":1')])
})

test('before its token expires, another connection takes its place, and nobody who asks meanwhile is lost', async () => {
  const clock = manualClock(0)
  const relay = await openSmallRelay()
  const token = countedTokens((at) => tokenUntil(3600 * (at + 1)))
  const { agent } = startTestAgent({ relayPort: relay.port, servicePort: await openEcho(), token, clock })
  await agent.listening
  const [first] = relay.tunnels
  const held = dial(first)
  held.write('held ')
  await once(held, 'readable')
  clock.advance({ seconds: 3569 })
  const renewed = { is: false }
  const asking = (async () => {
    for (let at = 0; !renewed.is || at < 20; at++)
      expect(await echoThrough(relay.open[0], `asked ${at}`)).toBe(`asked ${at}`)
  })()
  expect(relay.tunnels).toHaveLength(1)
  clock.advance({ seconds: 1 })
  await relay.untilTunnels(2)
  await first?.closing
  renewed.is = true
  await asking
  held.end('to the end')
  expect(await text(held)).toBe('held to the end')
  await first?.ended
  expect(token.taken).toBe(2)
  expect(agent.state).toBe('listens')
})

test('where it cannot be renewed, the old connection stands until it is cut, and then the answer counts', async () => {
  const clock = manualClock(0)
  const relay = await openSmallRelay((at) => (at === 0 ? undefined : [401]))
  const token = countedTokens(() => tokenUntil(100))
  const { agent, lines } = startTestAgent({ relayPort: relay.port, servicePort: await openEcho(), token, clock })
  await agent.listening
  clock.advance({ seconds: 90 })
  while (relay.asked.length < 3) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await echoThrough(relay.open[0], 'still')).toBe('still')
  relay.tunnels[0]?.close('now')
  expect(await agent.ended).toMatch(/401/)
  expect(lines.join('\n')).toContain('agent-cannot-renew')
})
