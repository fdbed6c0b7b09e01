import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { manualClock, type ManualClock } from '#core/clock'
import { TUNNEL_PROTOCOL } from '../server/paths.ts'
import type { TunnelConnection } from '../tunnel/connection.ts'
import type { Tunnel } from '../tunnel/dial.ts'
import { SPEAKS_WITHIN } from '../tunnel/rules.ts'
import { listen } from '../tunnel/tunnel.fixture.ts'
import type { Agent } from './agent-parts.ts'
import { countedTokens, openEcho, openSmallRelay, startTestAgent, tokenUntil } from './agent.fixture.ts'
import { until } from '../../../tests/support/until.ts'

function dial(tunnel: Tunnel | undefined): TunnelConnection {
  if (!tunnel) throw new Error('nobody listens')
  return tunnel.dial()
}

async function echoThrough(tunnel: Tunnel | undefined, words: string): Promise<string> {
  return text(dial(tunnel).end(words))
}

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
  await until('the end of the connection is told', () => told().length > 0)
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
  await until('it has asked three times', () => relay.asked.length >= 3)
  expect(await echoThrough(relay.open[0], 'still')).toBe('still')
  relay.tunnels[0]?.close('now')
  expect(await agent.ended).toMatch(/401/)
  expect(lines.join('\n')).toContain('agent-cannot-renew')
})

test.each<[string, (machine: ManualClock, agent: Agent) => unknown]>([
  ['it is told to end', (_machine, agent) => agent.close(60_000)],
  ['its time is over', (machine) => machine.advance({ milliseconds: SPEAKS_WITHIN })],
])('a relay that agrees and says nothing is left when %s', async (_name, end) => {
  const server = createServer()
  const turned = new Promise<Socket>((resolve) => {
    server.on('connection', (socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: ${TUNNEL_PROTOCOL}\r\n\r\n`)
        socket.once('data', () => resolve(socket)) // the settings of the agent
      })
    })
  })
  const machine = manualClock(0)
  const { agent } = startTestAgent({ relayPort: await listen(server), servicePort: 1, machine })
  const socket = await turned
  const closed = once(socket.resume(), 'close')
  await end(machine, agent)
  await closed
  expect(agent.state).not.toBe('listens')
})
