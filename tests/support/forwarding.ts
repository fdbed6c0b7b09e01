import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { systemClock } from '#core/clock'
import {
  createForwarder,
  type Forwarder,
  type ForwarderSettings,
  type ForwardOptions,
  type ForwardOutcome,
} from '#core/http/forward/forward'
import { sendRaw } from './raw.ts'
import { until } from './until.ts'
import { createForwardServer } from '#core/http/forward/server'
import { readTarget, type Target } from '#core/http/forward/target'

/** A server that ends with the test, at any free port. */
export async function openServer(server: Server): Promise<{ port: number; server: Server }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => void sockets.add(socket.once('close', () => sockets.delete(socket))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo // a TCP server that listens
  return { port, server }
}

/** A service as somebody writes it. */
export const openService = (listener: RequestListener) => openServer(createServer(listener))

export interface Proxy {
  port: number
  forwarder: Forwarder
  server: Server
  /** How each request went, in the order in which they ended. */
  outcomes: ForwardOutcome[]
}

/** A proxy in front of a target, with nothing else to it. */
export async function openProxy(
  to: number | Target,
  options: ForwardOptions = {},
  settings: Partial<ForwarderSettings> = {},
): Promise<Proxy> {
  const target = typeof to === 'number' ? readTarget(`http://127.0.0.1:${to}`) : to
  const forwarder = createForwarder({ clock: systemClock, ...settings })
  onTestFinished(() => forwarder.close('now'))
  const outcomes: ForwardOutcome[] = []
  const note = (outcome: ForwardOutcome) => void outcomes.push(outcome)
  const handlers = createForwardServer(
    {
      request: (request, response) => void forwarder.forward(request, response, target, options).then(note),
      upgrade: (request, socket, head) =>
        void forwarder.forwardUpgrade(request, socket, head, target, options).then(note),
    },
    { clock: settings.clock ?? systemClock },
  )
  const { port, server } = await openServer(handlers)
  return { port, forwarder, server, outcomes }
}

/** For each of the clients that a GET goes on by, the fields that bring it there: undici takes what is nothing but a head. */
export const BY_EACH_CLIENT = [
  ['undici', []],
  ['Node', ['content-length: 0']],
] as const

/** What stands between < and > in the answer. */
export async function asked(port: number, text: string): Promise<string | undefined> {
  return /<([^>]*)>/.exec((await sendRaw(port, text)).body)?.[1]
}

/** A service that speaks by the byte. */
export async function openTalker(talks: (socket: Socket) => void): Promise<{ port: number }> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {}) // it may be hung up on
    talks(socket)
  })
  return openServer(server)
}

/** Waits until a figure has not moved for a while: what is held up stays so until somebody reads. */
export async function standsStill(figure: () => number): Promise<void> {
  await until('a standstill', async () => {
    const before = figure()
    for (let look = 0; look < 30; look++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      if (figure() !== before) return false
    }
    return true
  })
}
