import { once } from 'node:events'
import { createServer as createHttpServer, request, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { ManualClock } from '#core/clock'
import { fixedToken, type TokenSource } from '../client/token-source.ts'
import { IN_TIME, openTestRelay, relayConfig, relayToken } from '../relay.fixture.ts'
import { listenOn, openWire, startTestAgent } from './agent.fixture.ts'
import { until } from '../../../tests/support/until.ts'

// The agent itself, before the relay itself.

const CONNECTS = relayToken({ ...IN_TIME, exp: IN_TIME.iat + 3600, piko: { endpoints: ['b'] } })

/** Good for a minute from when it is taken. */
const minutes = (clock: ManualClock): TokenSource => ({
  renews: true,
  async take() {
    const iat = Math.floor(clock.now() / 1000)
    return relayToken({ iat, exp: iat + 60, piko: { listen: ['b'] } })
  },
})

/** Says who answers; `/slow` waits until it is told to go on. */
async function openService(name = 'b') {
  const slow: (() => void)[] = []
  const server = createHttpServer((asked, answer) => {
    const say = () => void text(asked).then((said) => answer.end(`${name} ${said}`))
    if (asked.url === '/slow') slow.push(say)
    else say()
  })
  server.on('upgrade', (_asked, socket: Socket, head) => {
    socket.on('error', () => {}).write('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    if (head.length > 0) socket.write(head)
    socket.pipe(socket)
  })
  return { port: await listenOn(server), slow }
}

function ask(port: number, path = '/', body = '', headers: Record<string, string> = {}) {
  const asked = request({
    port,
    path,
    host: '127.0.0.1',
    method: 'POST',
    headers: { 'x-piko-authorization': `Bearer ${CONNECTS}`, 'x-piko-endpoint': 'b', ...headers },
  })
  return asked.end(body)
}

async function answerOf(port: number, path = '/', body = ''): Promise<[number | undefined, string]> {
  const [answer] = (await once(ask(port, path, body), 'response')) as [IncomingMessage]
  return [answer.statusCode, await text(answer)]
}

async function openTogether(servicePort: number, token?: TokenSource) {
  const { ports, clock, relay } = await openTestRelay(relayConfig('strict'))
  const source = token ?? minutes(clock)
  const started = startTestAgent({ relayPort: ports.upstream, servicePort, clock, token: source })
  await Promise.race([started.agent.listening, started.agent.ended])
  return { ports, clock, relay, ...started }
}

test('requests and web sockets come through both', async () => {
  const { ports } = await openTogether((await openService()).port)
  expect(await answerOf(ports.proxy, '/', 'hello')).toEqual([200, 'b hello'])
  const asked = ask(ports.proxy, '/', '', { connection: 'Upgrade', upgrade: 'websocket' })
  const [, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket]
  socket.write('frames')
  expect(String((await once(socket, 'data'))[0])).toBe('frames')
  socket.destroy()
})

test('a service that is away is a 502, and the agent listens on', async () => {
  const { ports, agent } = await openTogether(1)
  expect((await answerOf(ports.proxy))[0]).toBe(502)
  expect(agent.state).toBe('listens')
})

test('a token that is renewed costs no request, and the relay sees one agent that stays', async () => {
  const { ports, clock, relay } = await openTogether((await openService()).port)
  const state = { isOver: false, asked: 0 }
  const askOn = async () => {
    while (!state.isOver) {
      expect(await answerOf(ports.proxy, '/', 'x'.repeat(state.asked % 5000))).toMatchObject([200, expect.any(String)])
      state.asked++
    }
  }
  const asking = Promise.all(Array.from({ length: 8 }, askOn))
  const untilOf = () => relay.shown.listeners.map(({ until = 0 }) => until / 1000 - IN_TIME.iat)
  for (let round = 1; round <= 3; round++) {
    const before = state.asked
    await until('forty more have asked', () => state.asked >= before + 40)
    clock.advance({ seconds: 48 })
    await until('the next connection stands alone', () => untilOf().length === 1 && untilOf()[0] === 60 + 48 * round)
  }
  const last = state.asked
  await until('forty more have asked', () => state.asked >= last + 40)
  clock.advance({ seconds: 13 }) // those before would have been cut by now
  state.isOver = true
  await asking
})

test('a token that stays the same ends the agent when it expires, with what to do', async () => {
  const token = fixedToken(relayToken({ ...IN_TIME, piko: { listen: ['b'] } }))
  const { ports, clock, agent } = await openTogether((await openService()).port, token)
  expect((await answerOf(ports.proxy))[0]).toBe(200)
  clock.advance({ seconds: 60 })
  expect(await agent.ended).toMatch(/it answers 401.*--token-command=COMMAND/)
  expect((await answerOf(ports.proxy))[0]).toBe(502)
})

test('a token for another endpoint ends it with what to do', async () => {
  const token = fixedToken(relayToken({ ...IN_TIME, piko: { listen: ['c'], endpoints: ['b'] } }))
  const { agent } = await openTogether(1, token)
  expect(await agent.ended).toMatch(/it answers 403.*piko\.listen names this endpoint/)
})

test('of several agents each gets its share, and those that are left get it all', async () => {
  const first = await openService('first')
  const second = await openService('second')
  const { ports, clock, agent } = await openTogether(first.port)
  const { agent: other } = startTestAgent({
    relayPort: ports.upstream,
    servicePort: second.port,
    clock,
    token: minutes(clock),
  })
  await other.listening
  const said = async () => (await answerOf(ports.proxy))[1].trim()
  expect(new Set([await said(), await said()])).toEqual(new Set(['first', 'second']))
  await agent.close(0)
  await until('the second answers', async () => (await said()) === 'second')
  expect([await said(), await said()]).toEqual(['second', 'second'])
})

test('when it ends, a request that is open is answered, and no other comes', async () => {
  const service = await openService()
  const { ports, agent } = await openTogether(service.port)
  const open = answerOf(ports.proxy, '/slow', 'open')
  await until('the service has been asked', () => service.slow.length > 0)
  const closed = agent.close(60_000)
  await until('nobody is there for another request', async () => (await answerOf(ports.proxy))[0] === 502)
  service.slow[0]?.()
  expect(await open).toEqual([200, 'b open'])
  await closed
})

test('after a cut of the network it listens again', async () => {
  const { ports, clock } = await openTestRelay(relayConfig('strict'))
  const wire = await openWire(ports.upstream)
  const { port: servicePort } = await openService()
  const { agent } = startTestAgent({ relayPort: wire.port, servicePort, clock, token: minutes(clock) })
  await agent.listening
  expect((await answerOf(ports.proxy))[0]).toBe(200)
  wire.cut()
  await until('it answers again', async () => wire.state.count > 1 && (await answerOf(ports.proxy))[0] === 200)
})
