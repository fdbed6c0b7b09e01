import type { Socket } from 'node:net'
import { readFileSync } from 'node:fs'
import { openSocket } from './raw.ts'

/** What somebody does with a connection who wants to fill a process. */
export type Flood = (socket: Socket, longPath: string) => void

const request = (line: string, ...headers: string[]) =>
  `${[`${line} HTTP/1.1`, 'host: localhost', ...headers].join('\r\n')}\r\n\r\n`

/** Writes the same for ever, as fast as it is taken. */
function writeOn(socket: Socket, text: string): void {
  const go = () => {
    while (!socket.destroyed && socket.write(text));
  }
  socket.on('drain', go)
  go()
}

const JSON_POST = (length: number) =>
  request('POST /issueToken/servicea', 'content-type: application/json', `content-length: ${length}`)
const EMPTY_OBJECTS = `{"a":[${'{},'.repeat(30_000)}{}]}`

const PIECES = request('POST /issueToken/servicea', 'transfer-encoding: chunked') + '1\r\nx\r\n'.repeat(20_000)

export const FLOODS: Record<string, Flood> = {
  'pipelines, and reads no answer': (socket, path) => writeOn(socket.pause(), request(`GET ${path}`).repeat(50)),
  'pipelines the shortest requests, and reads no answer': (socket) =>
    writeOn(socket.pause(), 'GET / HTTP/1.1\r\nhost:localhost\r\n\r\n'.repeat(2000)),
  'pipelines what nobody can do': (socket, path) =>
    socket.pause().write(request(`GET ${path}`) + request('GET /', 'expect: the-moon').repeat(5000)),
  'pipelines requests without a Host': (socket, path) =>
    socket.pause().write(request(`GET ${path}`) + 'GET / HTTP/1.1\r\n\r\n'.repeat(3000)),
  'reads a kilobyte now and then': (socket, path) => {
    socket.pause().write(request(`GET ${path}`).repeat(20))
    const reading = setInterval(() => socket.read(1024), 50)
    socket.on('close', () => clearInterval(reading))
  },
  'sends half a body': (socket) => socket.resume().write(JSON_POST(100_000) + 'x'.repeat(95_000)),
  'sends a body in pieces of a byte': (socket) => socket.resume().write(PIECES),
  'sends ahead a body in pieces of a byte': (socket, path) =>
    socket.pause().write(request(`GET ${path}`).repeat(2) + PIECES),
  'sends bodies of many small things': (socket) =>
    writeOn(socket.resume(), JSON_POST(EMPTY_OBJECTS.length) + EMPTY_OBJECTS),
  'sends half a head': (socket) =>
    socket.resume().write(`GET / HTTP/1.1\r\nhost: localhost\r\n${'a: b\r\n'.repeat(2500)}`),
  'says nothing': (socket) => void socket.resume(),
}

const hello = (says: number, length: number) => {
  const text = Buffer.concat([Buffer.of(1, 1, says >> 8, says & 255, 3, 3), Buffer.alloc(length)])
  const records: Buffer[] = []
  for (let at = 0; at < text.length; at += 16_384) {
    const part = text.subarray(at, at + 16_384)
    records.push(Buffer.of(22, 3, 1, part.length >> 8, part.length & 255), part)
  }
  return Buffer.concat(records)
}

/** What somebody does on a port of TLS who does not speak it to the end. A greeting of TLS says how long it is: 128 kB. */
export const GREETING_FLOODS: Record<string, Flood> = {
  'never ends a long greeting': (socket) => void socket.resume().write(hello(62_000, 127_000)),
  'begins a greeting and says that it is long': (socket) => void socket.resume().write(hello(62_000, 2000)),
}

/** Connects so many times, and again whenever it is cut off. @returns what ends it */
export function flood(flood: Flood, count: number, port: number, ca: string | undefined, longPath: string): () => void {
  const sockets = new Set<Socket>()
  let isOver = false
  const connect = () => {
    if (isOver) return
    const socket = openSocket(port, ca)
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once(ca === undefined ? 'connect' : 'secureConnect', () => flood(socket, longPath))
    socket.once('close', () => {
      sockets.delete(socket)
      setTimeout(connect, 20)
    })
  }
  for (let index = 0; index < count; index++) connect()
  return () => {
    isOver = true
    for (const socket of sockets) socket.destroy()
  }
}

/** Memory of another process, in megabytes. */
export const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
