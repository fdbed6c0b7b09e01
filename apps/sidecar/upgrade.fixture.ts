import { connect, type Socket } from 'node:net'
import type { TestSidecars } from './sidecars.fixture.ts'

export interface Upgrader {
  /** The status of the answer to a request for a web socket. */
  status(headers: Record<string, string>): Promise<number>
  /** An open one: the upstream says back whatever it hears. */
  open(headers: Record<string, string>): Promise<Socket>
}

/** Asks the verifier for web sockets; its upstream agrees from now on, and echoes. */
export function createUpgrader({ verifierPort, upstream }: TestSidecars): Upgrader {
  upstream.server.removeAllListeners('upgrade')
  upstream.server.on('upgrade', (_request, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.pipe(socket)
    socket.on('error', () => {})
  })
  async function ask(headers: Record<string, string>): Promise<{ socket: Socket; head: string }> {
    const socket = connect(verifierPort, '127.0.0.1')
    socket.on('error', () => {})
    const fields = { host: 'x', connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', ...headers }
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
    socket.write(`GET /ws HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    const head = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))))
    return { socket, head }
  }
  return {
    async status(headers) {
      const { socket, head } = await ask(headers)
      socket.destroy()
      return Number(head.split(' ')[1])
    },
    open: async (headers) => (await ask(headers)).socket.resume(),
  }
}
