import { createServer, type TlsOptions, type TLSSocket } from 'node:tls'
import { createServer as createPlainServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { TlsIdentity } from '#core/http/tls'

/** What a fake peer does with a connection once the head and body of a request have arrived. */
export type Behaviour = (socket: TLSSocket, request: string) => void

/** Something that sits at the address of a process and behaves badly. */
export interface FakePeer {
  port: number
  /** Everything that arrived, decrypted. */
  received(): string
  /** Connections that came about at all, TLS or not. */
  connections(): number
  close(): Promise<void>
}

type Certificate = Pick<TlsIdentity, 'cert' | 'key'>

/** Speaks TLS with this certificate; whatever is sent on it is remembered. */
export function openTlsPeer(tls: Certificate & TlsOptions, behave: Behaviour, port = 0): Promise<FakePeer> {
  let received = ''
  const server = createServer(tls, (socket) => {
    let request = ''
    socket.on('error', () => {}) // the caller hangs up on us: that is what is tested
    socket.on('data', (data: Buffer) => {
      received += data.toString('latin1')
      request += data.toString('latin1')
      if (!isWhole(request)) return
      const whole = request
      request = ''
      behave(socket, whole)
    })
  })
  server.on('tlsClientError', () => {})
  return open(server, port, () => received)
}

/** Takes connections and never says a word. */
export function openMutePeer(port = 0): Promise<FakePeer> {
  return open(createPlainServer(), port, () => '')
}

function open(server: Server, port: number, received: () => string): Promise<FakePeer> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port, // a TCP server that listens
        received,
        connections: () => connections,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            for (const socket of sockets) socket.destroy()
          }),
      }),
    )
  })
}

/** Enough HTTP to know that a request has ended. */
function isWhole(request: string): boolean {
  const end = request.indexOf('\r\n\r\n')
  const length = Number(/^content-length: *(\d+)/im.exec(request)?.[1] ?? 0)
  return end >= 0 && request.length >= end + 4 + length
}

/** An answer as it goes over the wire. */
export function httpAnswer(status: number, type: string, body: string, extra = ''): string {
  return `HTTP/1.1 ${status} X\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${extra}\r\n${body}`
}
