import { mkdtemp, rm } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freePorts } from '../../tests/support/ports.ts'
import { openSocket, sendRaw } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { systemClock } from '../clock.ts'
import { MAX_CONNECTIONS } from './connections.ts'
import { openPorts, type OpenPorts } from './listen.ts'
import { MAX_PLACES } from './places.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listen-'))
  tls = await openTlsIdentity(folder, 'servicea', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

async function open(): Promise<OpenPorts> {
  const ports = await openPorts({ host: '127.0.0.1', port: 0, tlsPort: 0, clock: systemClock })
  onTestFinished(() => ports.close())
  return ports
}

async function serve(app: RequestListener): Promise<OpenPorts> {
  const ports = await open()
  ports.serve(app, tls)
  return ports
}

const get = (path: string, ...headers: string[]) =>
  `${[`GET ${path} HTTP/1.1`, 'host: a', ...headers].join('\r\n')}\r\n\r\n`

const echo: RequestListener = ({ url }, response) => response.end(`<${url}>`)

describe('before there are keys', () => {
  test('the ports are taken, and every request is asked to come again', async () => {
    const { port } = await open()
    const { status, head, body } = await sendRaw(port, get('/', 'connection: close'))
    expect(status).toBe(503)
    expect(head).toMatch(/retry-after: 1/)
    expect(body).toContain('This process is starting')
  })

  test('who is early at the TLS port is served once there is a certificate', async () => {
    const ports = await open()
    const early = sendRaw(ports.tlsPort, get('/early', 'connection: close'), tls.ca)
    await sendRaw(ports.port, get('/', 'connection: close')) // the greeting has arrived too, or will be no earlier
    ports.serve(echo, tls)
    expect(await early).toMatchObject({ status: 200, body: '</early>' })
  })

  test('a port that is taken is named, and the other one is free again', async () => {
    const taken = await open()
    const [port = 0] = await freePorts(1) // one that the system gives nobody else meanwhile
    const attempt = openPorts({ host: '127.0.0.1', port, tlsPort: taken.tlsPort, clock: systemClock })
    await expect(attempt).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken.tlsPort })
    const again = await openPorts({ host: '127.0.0.1', port, tlsPort: 0, clock: systemClock })
    await again.close()
  })
})

test('over TLS, too, a handler knows where a connection comes from', async () => {
  const { tlsPort } = await serve((request, response) => response.end(request.socket.remoteAddress))
  expect((await sendRaw(tlsPort, get('/', 'connection: close'), tls.ca)).body).toBe('127.0.0.1')
})

describe('HTTP on the TLS port', () => {
  test.each(['GET / HTTP/1.1\r\nhost: a\r\n\r\n', 'POST / HTTP/1.0\r\n\r\n', 'BELIEVE me'])(
    '%j is answered with where to go',
    async (text) => {
      const { tlsPort } = await serve(echo)
      const { status, head, body } = await sendRaw(tlsPort, text)
      expect(status).toBe(400)
      expect(head).toMatch(/content-type: application\/problem\+json/)
      expect(body).toContain(`This port speaks TLS: use https://localhost:${tlsPort}`)
    },
  )
})

const connect = async (port: number, ca?: string): Promise<Socket> => {
  const socket = openSocket(port, ca)
  socket.on('error', () => {}).resume()
  onTestFinished(() => void socket.destroy())
  await new Promise((resolve) => socket.once(ca === undefined ? 'connect' : 'secureConnect', resolve))
  return socket
}

describe('room for connections', () => {
  test.each(['plain', 'TLS'])('who connects and says nothing locks nobody out of the %s port', async (door) => {
    const { port, tlsPort } = await serve(echo)
    const to = door === 'plain' ? port : tlsPort
    const silent = await Promise.all(Array.from({ length: MAX_CONNECTIONS }, () => connect(to)))
    const { body } = await sendRaw(to, get('/heard', 'connection: close'), door === 'plain' ? undefined : tls.ca)
    expect(body).toBe('</heard>')
    await until('room', () => silent.some(({ closed }) => closed))
    expect(silent.filter(({ closed }) => closed)).toHaveLength(1)
  })

  test('who is worked for keeps the place', async () => {
    const answer: (() => void)[] = []
    const { port } = await serve(({ url }, response) => {
      if (url === '/slow') answer.push(() => response.end('<slow>'))
      else response.end('<quick>')
    })
    const slow = sendRaw(port, get('/slow', 'connection: close'))
    await until('it to be worked on', () => answer.length === 1)
    await Promise.all(Array.from({ length: MAX_CONNECTIONS }, () => connect(port)))
    await sendRaw(port, get('/', 'connection: close'))
    answer[0]?.()
    expect((await slow).body).toBe('<slow>')
  })

  test.each(['plain', 'TLS'])('whatever all wait for at the %s port, who comes is told to come again', async (door) => {
    let handled = 0
    const { port, tlsPort } = await serve(() => handled++)
    const [to, trust] = door === 'plain' ? ([port, undefined] as const) : ([tlsPort, tls.ca] as const)
    const answers: string[] = []
    const ask = async () => {
      const socket = await connect(to, trust)
      socket.on('data', (data: Buffer) => answers.push(data.toString().slice(0, 12)))
      socket.write(get('/slow'))
    }
    await Promise.all(Array.from({ length: MAX_CONNECTIONS }, ask))
    await until('all to be heard', () => handled + answers.length === MAX_CONNECTIONS)
    expect(handled).toBe(MAX_PLACES)
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 503']))
    const { status, head } = await sendRaw(to, get('/', 'connection: close'), trust)
    expect([status, head]).toEqual([503, expect.stringContaining('retry-after: 1')])
  })
})

test('who reads gets everything, however much others leave unread', async () => {
  const large = 'x'.repeat(2_000_000)
  const { port } = await serve((_request, response) => response.end(large))
  const unread = Array.from({ length: 40 }, () =>
    openSocket(port)
      .on('error', () => {})
      .pause(),
  )
  onTestFinished(() => unread.forEach((socket) => socket.destroy()))
  for (const socket of unread) socket.write(get('/').repeat(5))
  const answers = await Promise.all([1, 2, 3].map(() => sendRaw(port, get('/', 'connection: close'))))
  for (const { body } of answers) expect(body).toHaveLength(large.length)
})

test('a body may come in pieces, a byte each', async () => {
  const { port } = await serve((request, response) => {
    expect(request.complete, 'handlers see whole requests').toBe(true)
    response.end('<done>')
  })
  const text = `POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(300)}0\r\n\r\n`
  expect((await sendRaw(port, text)).body).toBe('<done>')
})
