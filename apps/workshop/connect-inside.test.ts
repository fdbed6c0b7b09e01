import { once } from 'node:events'
import { createServer, connect, type Server, type NetConnectOpts } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { createOutsideClient, NoAnswer } from '#core/http/outside-client'
import { connectInsideAlone } from './connect-inside.ts'

async function listenHere(): Promise<Server & { port: number }> {
  const server = createServer((socket) => socket.end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  return Object.assign(server, { port: Object(server.address()).port as number })
}

async function codeOf(socket: NodeJS.EventEmitter): Promise<string> {
  return Promise.race([
    once(socket, 'connect').then(() => 'connected'),
    once(socket, 'close').then(() => 'closed'),
  ]).catch(({ code }: NodeJS.ErrnoException) => code ?? 'no code')
}

test('what listens in this process is reached, and nothing else', async () => {
  const before = await listenHere() // as another program of this machine
  const end = connectInsideAlone()
  onTestFinished(end)
  const inside = await listenHere()
  const places: [string, NetConnectOpts][] = [
    ['connected', { port: inside.port, host: '127.0.0.1' }],
    ['connected', { port: inside.port, host: 'localhost', family: 4 }],
    ['EACCES', { port: before.port, host: '127.0.0.1' }],
    ['EACCES', { port: inside.port, host: '192.0.2.1' }],
    ['EACCES', { port: inside.port, host: 'inside.example' }],
  ]
  for (const [code, place] of places) expect([await codeOf(connect(place)), place]).toEqual([code, place])
  expect(await codeOf(connect(before.port, '127.0.0.1'))).toBe('EACCES')
  expect(await codeOf(connect(inside.port, '127.0.0.1'))).toBe('connected')
  expect(await codeOf(connectTls({ port: before.port, host: '127.0.0.1' }))).toBe('EACCES')
  for (const scheme of ['http', 'https']) {
    const address = `${scheme}://127.0.0.1:${before.port}`
    const client = createOutsideClient({ address, host: 'localhost', caller: 'test', machine: systemClock })
    await expect(client.ask({ method: 'GET', path: '/', patience: 60_000, maxBytes: 1000 })).rejects.toThrow(NoAnswer)
    await client.close()
  }
})

test('a port counts no longer when nobody listens there, and everything does at the end', async () => {
  const end = connectInsideAlone()
  onTestFinished(end)
  const server = await listenHere()
  server.close()
  await once(server, 'close')
  expect(await codeOf(connect({ port: server.port, host: '127.0.0.1' }))).toBe('EACCES')
  end()
  expect(await codeOf(connect({ port: server.port, host: '127.0.0.1' }))).toBe('ECONNREFUSED')
})
