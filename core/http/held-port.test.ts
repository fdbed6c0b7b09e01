import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePorts, isFree } from '../../tests/support/ports.ts'
import { systemClock } from '../clock.ts'
import { createForwardServer } from './forward/server.ts'
import { handOver, holdPort, holdPorts, serveAt } from './held-port.ts'

function come(port: number, host = '127.0.0.1'): Socket {
  const socket = connect(port, host).on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return socket
}

test('nobody else can have it, at neither loopback, until it is let go', async () => {
  const [port = 0] = await freePorts(1)
  const held = await holdPort(port)
  await expect(holdPort(port)).rejects.toMatchObject({ code: 'EADDRINUSE', port, address: '127.0.0.1' })
  const rival = createServer().listen(port, '::1')
  await Promise.race([
    once(rival, 'error'),
    once(rival, 'listening').then(() => Promise.reject(new Error('it can be had'))),
  ])
  held.close()
  const next = await holdPort(port)
  expect(next.place).toMatchObject({ port, shown: `localhost:${port}` })
  next.close()
})

test('who comes before there is somebody is turned away, and who comes later is handed over', async () => {
  const held = await holdPort(0)
  onTestFinished(held.close)
  const early = come(held.place.port).resume()
  await once(early, 'close')

  const server = createServer((socket) => void socket.on('error', () => {}).end('served'))
  held.serve((socket) => handOver(server, socket))
  for (const each of held.place.servers) {
    const { address } = each.address() as AddressInfo // of a port, not of a socket's file
    const [said] = await once(come(held.place.port, address), 'data')
    expect(String(said)).toBe('served')
  }
})

test('a server of HTTP that serves there looks at heads that take too long, as where it listens itself', async () => {
  const held = await holdPort(0)
  onTestFinished(held.close)
  const server = createForwardServer(
    { request: (_asked, answer) => answer.end() },
    { clock: systemClock, slowestHead: 200 },
  )
  onTestFinished(() => void server.close())
  serveAt(held, server)
  const slow = come(held.place.port)
  slow.write('GET / HTTP/1.1\r\nHost: ')
  const [said] = await once(slow, 'data')
  expect(String(said)).toMatch(/^HTTP\/1\.1 408 /)
})

test('of several, all are had or none', async () => {
  const [free = 0, port = 0] = await freePorts(2)
  const taken = await holdPort(port)
  onTestFinished(taken.close)
  await expect(holdPorts({ free, taken: port })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
  expect(await isFree(free)).toBe(true)
})
