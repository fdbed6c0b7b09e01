import { once } from 'node:events'
import { createServer as createHttpServer, request, type IncomingMessage } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createForwarder } from '#core/http/forward/forward'
import { createForwardServer } from '#core/http/forward/server'
import { dialledTarget } from '#core/http/forward/target'
import { openDialTunnel } from './dial.ts'
import { serveTunnel } from './serve.ts'
import { until } from '../../../tests/support/until.ts'

// The one reverse proxy, in front of a service that can be reached through a tunnel alone.

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port // a TCP server that listens
}

async function openTunnelPair(port: number) {
  const turned = createServer()
  const relay = connect(await listen(turned), '127.0.0.1')
  const [agent] = (await once(turned, 'connection')) as [Socket]
  const reach = async () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    return socket
  }
  const clock = manualClock(0)
  const served = serveTunnel(agent, reach, clock)
  const tunnel = openDialTunnel(relay, 'b', clock)
  onTestFinished(() => {
    tunnel.close('now')
    relay.destroy()
  })
  return { tunnel, served, clock }
}

/** A service that says everything back, and how often somebody has connected. */
async function openBehind() {
  const connections = { count: 0 }
  const service = createHttpServer((asked, answer) => {
    answer.writeHead(200, { 'x-host': asked.headers.host ?? '' })
    asked.pipe(answer)
  })
  const sockets: Socket[] = []
  service.keepAliveTimeout = 0 // it ends no connection by itself
  service.on('connection', (socket) => {
    connections.count++
    sockets.push(socket)
  })
  service.on('upgrade', (_asked, socket, head) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    if (head.length > 0) socket.write(head)
    socket.on('error', () => {}).pipe(socket) // whoever asked may be cut off
  })
  const { tunnel, served, clock } = await openTunnelPair(await listen(service))
  const dialled: Duplex[] = []
  const dial = () => {
    const connection = tunnel.dial()
    dialled.push(connection)
    return connection
  }
  const target = dialledTarget(dial, 'b.relay')
  const forwarder = createForwarder({ clock: systemClock })
  const front = createForwardServer(
    {
      request: (asked, answer) => void forwarder.forward(asked, answer, target),
      upgrade: (asked, socket, head) => void forwarder.forwardUpgrade(asked, socket, head, target),
    },
    { clock: systemClock },
  )
  onTestFinished(async () => {
    await forwarder.close('now')
    front.closeAllConnections()
  })
  return { port: await listen(front), connections, sockets, tunnel, served, clock, dialled }
}

async function ask(port: number, method: string, body = ''): Promise<[IncomingMessage, string]> {
  const asked = request({ port, host: '127.0.0.1', method, path: '/x' }).end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return [answer, await text(answer)]
}

test('requests with and without a body go through it, one after the other on one connection', async () => {
  const { port, connections } = await openBehind()
  for (let round = 0; round < 5; round++) {
    const [answer, said] = await ask(port, 'POST', `round ${round}`)
    expect([answer.statusCode, answer.headers['x-host'], said]).toEqual([200, 'b.relay', `round ${round}`])
    expect((await ask(port, 'GET'))[0].statusCode).toBe(200)
  }
  expect(connections.count).toBe(1)
})

test('a connection that is kept keeps nothing of the requests that went by it', async () => {
  const { port, dialled } = await openBehind()
  const listeners = () =>
    dialled.map((each) => each.eventNames().reduce((sum, name) => sum + each.listenerCount(name), 0))
  await ask(port, 'POST', 'x')
  await ask(port, 'POST', 'x')
  const before = listeners()
  for (let round = 0; round < 20; round++) await ask(port, 'POST', 'x')
  expect(listeners()).toEqual(before)
})

test('a web socket goes through it', async () => {
  const { port } = await openBehind()
  const asked = request({ port, host: '127.0.0.1', headers: { connection: 'Upgrade', upgrade: 'websocket' } }).end()
  const [, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket]
  socket.write('hello')
  expect(String((await once(socket, 'data'))[0])).toBe('hello')
  socket.destroy()
})

test('a connection that nobody uses ends in time, and at once when the tunnel is to end', async () => {
  const { port, connections, tunnel, clock, served } = await openBehind()
  const untilNone = async () => {
    await until('no connection is left', () => tunnel.connections === 0)
  }
  await ask(port, 'GET')
  clock.advance({ milliseconds: 2000 })
  await ask(port, 'GET')
  expect([connections.count, tunnel.connections, tunnel.busy]).toEqual([1, 1, 0])
  clock.advance({ milliseconds: 2000 })
  expect(tunnel.connections).toBe(1)
  clock.advance({ milliseconds: 2000 })
  await untilNone()
  await ask(port, 'GET')
  expect(connections.count).toBe(2)
  served.close()
  await untilNone()
})

test('a connection that the service has ended meanwhile, and that nobody uses, meets no other request', async () => {
  const { port, connections, tunnel, sockets } = await openBehind()
  expect((await ask(port, 'GET'))[0].statusCode).toBe(200)
  for (const each of sockets) each.end()
  await until('no connection is left', () => tunnel.connections === 0)
  expect((await ask(port, 'GET'))[0].statusCode).toBe(200)
  expect(connections.count).toBe(2)
})

test('a connection that is used again is not ended for the time before', async () => {
  const { port, connections, clock } = await openBehind()
  await ask(port, 'GET')
  const asked = request({ port, host: '127.0.0.1', method: 'POST', path: '/x' })
  asked.write('begun ')
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  for (let second = 0; second < 6; second++) clock.advance({ seconds: 1 })
  asked.end('and ended')
  expect([await text(answer), connections.count]).toEqual(['begun and ended', 1])
})

test('when the tunnel is over, the next request is told so', async () => {
  const { port, tunnel } = await openBehind()
  expect((await ask(port, 'GET'))[0].statusCode).toBe(200)
  tunnel.close('now')
  await tunnel.ended
  expect((await ask(port, 'GET'))[0].statusCode).toBe(502)
})
