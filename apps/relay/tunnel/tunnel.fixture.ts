import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { manualClock } from '#core/clock'
import { openDialTunnel } from './dial.ts'
import { serveTunnel, type Reach } from './serve.ts'

export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port // a TCP server that listens
}

/** What the one that serves says first: settings without any (RFC 9113 §6.5). */
export const FIRST_WORD = Buffer.from('000000040000000000', 'hex')

/** As sockets are that HTTP was spoken on. */
const LIKE_HTTP = { allowHalfOpen: true }

/** Two ends of one connection. */
export async function socketPair(): Promise<[Socket, Socket]> {
  const server = createServer(LIKE_HTTP)
  const port = await listen(server)
  const ours = connect({ ...LIKE_HTTP, port, host: '127.0.0.1' })
  const [theirs] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => {
    ours.destroy()
    theirs.destroy()
  })
  return [ours, theirs]
}

export const reachPort =
  (port: number): Reach =>
  async () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    return socket
  }

export async function openPair(reach: Reach) {
  const clock = manualClock(0)
  const [relay, agent] = await socketPair()
  const served = serveTunnel(agent, reach, clock)
  const tunnel = openDialTunnel(relay, 'b', clock)
  onTestFinished(() => tunnel.close('now'))
  return { tunnel, served, clock, relay, agent }
}

/** Says everything back, and how much it was. */
export const echo = () =>
  createServer({ allowHalfOpen: true }, (socket) => void socket.on('error', () => {}).pipe(socket))
