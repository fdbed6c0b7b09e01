import { createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { systemClock } from '#core/clock'
import { guardTarget } from './guard-target.ts'
import { openSender } from './open-sender.ts'
import { AUTHORIZATION, type ProbeTarget } from './probe-target.ts'

/** A server of this test that says what it likes: `behave` has each connection, and all that came on it so far. */
export async function openOddTarget(behave: (socket: Socket, received: string, count: number) => void) {
  const received: string[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    const at = received.push('') - 1
    open.add(socket)
    socket.setNoDelay()
    socket.on('error', () => {})
    socket.on('data', (piece) => {
      received[at] += piece.toString('latin1')
      behave(socket, received[at] ?? '', at)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  const { port } = server.address() as AddressInfo // a TCP server that listens
  return { port, received, stop: () => new Promise((resolve) => server.close(resolve)) }
}

export async function targetAt(address: string, change: Partial<ProbeTarget> = {}): Promise<ProbeTarget> {
  return {
    ...(await guardTarget(address, false)),
    method: 'GET',
    tokenHeader: AUTHORIZATION,
    extraHeaders: [],
    ...change,
  }
}

export async function senderTo(port: number, change: Partial<ProbeTarget> = {}, clock = systemClock) {
  const sender = openSender(await targetAt(`http://127.0.0.1:${port}/a?b=c`, change), clock)
  onTestFinished(() => sender.close())
  return sender
}
