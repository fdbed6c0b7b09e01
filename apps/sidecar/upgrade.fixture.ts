import { connect, type Socket } from 'node:net'
import type { SeenUpstream, TestSidecars, TestUpstream } from './sidecars.fixture.ts'

/** Web sockets are agreed to from now on, and whatever is heard in one is said back. @returns the requests for one */
export function echoUpgrades({ server }: TestUpstream): Pick<SeenUpstream, 'url' | 'headers'>[] {
  const asked: Pick<SeenUpstream, 'url' | 'headers'>[] = []
  server.removeAllListeners('upgrade')
  server.on('upgrade', ({ url = '', headers }, socket: Socket) => {
    asked.push({ url, headers })
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.pipe(socket)
  })
  return asked
}

export interface Upgrader {
  /** The status of the answer to a request for a web socket. */
  status(headers: Record<string, string>): Promise<number>
  /** An open one: the upstream says back whatever it hears. */
  open(headers: Record<string, string>): Promise<Socket>
}

/** Asks the verifier for web sockets; its upstream agrees from now on, and echoes. */
export function createUpgrader({ verifierPort, upstream }: TestSidecars): Upgrader {
  echoUpgrades(upstream)
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
