import type { IncomingMessage } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { openServer, openService } from '../../../tests/support/forwarding.ts'
import { openSocket, rawRequest, sendRaw } from '../../../tests/support/raw.ts'
import { until } from '../../../tests/support/until.ts'
import { systemClock } from '../../clock.ts'
import { createForwarder } from './forward.ts'
import type { ForwardLimits } from './options.ts'
import { createForwardServer } from './server.ts'
import { readTarget } from './target.ts'

const clientIn = ({ headers }: IncomingMessage) => ({ client: String(headers['x-client']) })

/** A proxy that goes by the header x-client, before a service whose answer to /endless goes on for ever. */
async function openShared(limits: Partial<ForwardLimits>) {
  const service = await openService((request, response) => {
    if (request.url === '/endless') return void response.write('and so on')
    response.end('ok')
  })
  service.server.on('upgrade', (_request, socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
  })
  const target = readTarget(`http://127.0.0.1:${service.port}`)
  const forwarder = createForwarder({ clock: systemClock, limits })
  onTestFinished(() => forwarder.close('now'))
  const { port } = await openServer(
    createForwardServer(
      {
        request: (request, response) => void forwarder.forward(request, response, target, clientIn(request)),
        upgrade: (request, socket, head) =>
          void forwarder.forwardUpgrade(request, socket, head, target, clientIn(request)),
      },
      { clock: systemClock },
    ),
  )
  return {
    forwarder,
    ask: (client: string) => sendRaw(port, rawRequest('GET /', [`x-client: ${client}`])),
    /** It stays open. */
    hold(client: string, fields: readonly string[] = []) {
      const socket = openSocket(port).on('error', () => {})
      onTestFinished(() => void socket.destroy())
      let heard = ''
      socket.on('data', (data: Buffer) => (heard += data.toString()))
      socket.write(`${['GET /endless HTTP/1.1', 'host: a', `x-client: ${client}`, ...fields].join('\r\n')}\r\n\r\n`)
      return { socket, status: () => Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1] ?? 0) }
    },
  }
}

test('who holds endless answers keeps nobody else from a target, and waits for what it holds itself', async () => {
  const { ask, hold, forwarder } = await openShared({ connections: 4, exchanges: 100 })
  const held = [1, 2, 3].map(() => hold('greedy'))
  await until('three of four connections', () => held.every(({ status }) => status() === 200))
  const fourth = hold('greedy')
  await until('the fourth to wait', () => forwarder.open.exchanges === 4)
  expect((await ask('other')).status).toBe(200)
  expect(fourth.status()).toBe(0)
  held[0]?.socket.destroy()
  await until('its turn', () => fourth.status() === 200)
})

test.each([
  ['waits for one target', { connections: 1, exchanges: 100 }],
  ['goes on over all targets', { connections: 100, exchanges: 4 }],
])(
  'of what %s, one client has no more than its share: beyond that, 503, and others come through',
  async (_what, limits) => {
    const { ask, hold, forwarder } = await openShared({ ...limits })
    for (let count = 0; count < 3; count++) hold('greedy')
    await until('its share', () => forwarder.open.exchanges === 3)
    const refused = hold('greedy')
    await until('the refusal', () => refused.status() === 503)
    if (limits.connections > 1) expect((await ask('other')).status).toBe(200)
    else {
      hold('other')
      await until('it to wait in line', () => forwarder.open.exchanges === 4)
    }
  },
)

test('and so it is with tunnels', async () => {
  const { hold, forwarder } = await openShared({ tunnels: 4 })
  const switching = ['connection: upgrade', 'upgrade: websocket']
  const held = [1, 2, 3].map(() => hold('greedy', switching))
  await until('its share', () => held.every(({ status }) => status() === 101))
  const [refused, other] = [hold('greedy', switching), hold('other', switching)]
  await until('both answers', () => refused.status() === 503 && other.status() === 101)
  expect(forwarder.open.tunnels).toBe(4)
})
