import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { openPlainConnections } from '#core/http/ask-plain'
import { createAsk } from './ask.ts'
import { watchHouse } from './house.ts'
import { until } from '../../../tests/support/until.ts'

const TOKEN = 'a-token-of-sixteen-characters'

/** One server in the place of all processes; what it answers is no matter here. */
async function openAsk(host = '127.0.0.1') {
  const sockets = new Set<Socket>()
  const agents = new Set<string | undefined>()
  const tokens: (string | undefined)[] = []
  const server = createServer((request, response) => {
    agents.add(request.headers['user-agent'])
    tokens.push(request.headers.authorization)
    response.end('{}')
  }).on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const connections = openPlainConnections()
  onTestFinished(() => {
    connections.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  const ports = Object.fromEntries(CONTROLLED_NAMES.map((name) => [name, port])) as Record<ControlledName, number>
  const at = { host, ports, clock: manualClock(0), connections, token: TOKEN }
  return { ask: createAsk(at), at, sockets, agents, tokens }
}

const LOOKS = ['/traces/0af7', '/signer/traces/0af7', '/traces/0af7/tokens', '/control', '/control/requests?trace=0af7']

test('what a recorded play asks for needs one connection, however many plays there are', async () => {
  const { ask, sockets, agents } = await openAsk()
  for (let play = 0; play < 10; play++)
    for (const path of LOOKS) await ask('servicea', { method: 'GET', path }).catch(() => {})
  expect(sockets.size).toBe(1)
  expect([...agents], 'who asks says so').toEqual(['jwt-sandbox-console'])
})

test.each([
  ['GET', '/scenario1'],
  ['GET', '/traces-of-a-person'],
  ['POST', '/control/reset'],
  ['PUT', '/control/clock'],
])('%s %s does something, or meets a fault: never twice, so on a connection of its own', async (method, path) => {
  const { ask, sockets } = await openAsk()
  for (let time = 0; time < 3; time++) await ask('servicea', { method, path }).catch(() => {})
  expect(sockets.size).toBe(3)
})

/** The second one is no loopback address, and leads here all the same. */
test.each([
  ['127.0.0.1', [undefined, undefined, undefined]],
  ['0.0.0.0', [`Bearer ${TOKEN}`, undefined, `Bearer ${TOKEN}`]],
])(
  'at %s CONTROL_TOKEN is shown where it is wanted, to the control plane and its events alone',
  async (host, wanted) => {
    const { ask, at, tokens } = await openAsk(host)
    await ask('servicea', { method: 'POST', path: '/control/reset' }).catch(() => {})
    await ask('servicea', { method: 'GET', path: '/scenario1' })
    const house = watchHouse(at, () => {})
    onTestFinished(() => house.close())
    await until('it is asked for its events', () => tokens.length >= 3)
    expect(tokens.slice(0, 3)).toEqual(wanted)
  },
)
