import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { attackerAnswer, type AttackWorld } from '#attacks'
import type { Clock } from '#core/clock'
import { holdAsAgreed } from '#core/http/process-hold'

/** Where tokens and redirects lead whoever follows them: nobody else knows these addresses. */
export interface ProbeListener {
  /** A new address, without a slash at its end. */
  address(): AttackWorld['listener']
  /** How many came to that address, whatever they asked for. */
  visitsTo(address: string): number
  close(): Promise<void>
}

const LISTENER_HOST = '127.0.0.1'

/** So many addresses are remembered; a run makes a few thousand at most. The oldest is forgotten first. */
const MOST_PLACES = 20_000

/** What is read of a request, whose first line is all that matters. Bytes. */
const MOST_HEARD = 16_384

const MOST_VISITORS = 100

/** Whoever says nothing for so long is not waited for. Milliseconds. */
const SILENT_FOR = 5000

const FIRST_LINE = /^[^\r\n]*?\s(\/[^\s]*)/

/**
 * Opens one server on a free port of this machine, for all cases of a run. It answers what an attacker would have there. A visit counts
 * as soon as the first line of the request is there, whatever follows. It speaks no TLS: who insists on https cannot be seen.
 */
export async function openProbeListener(clock: Pick<Clock, 'every'>): Promise<ProbeListener> {
  const visits = new Map<string, number>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    listenTo(socket, clock, (path) => {
      const [, place = '', rest = ''] = /^\/([0-9a-f]{32})(.*)$/.exec(path) ?? []
      const count = visits.get(place)
      if (count === undefined) return undefined
      visits.set(place, count + 1)
      return URL.canParse(rest, 'https://listener.invalid') ? attackerAnswer(rest) : undefined
    })
  })
  server.maxConnections = MOST_VISITORS
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, LISTENER_HOST, resolve))
  holdAsAgreed(server)
  const { port } = server.address() as AddressInfo // it listens at a port
  return {
    address() {
      const place = randomBytes(16).toString('hex')
      const [oldest] = visits.keys()
      if (oldest !== undefined && visits.size >= MOST_PLACES) visits.delete(oldest)
      visits.set(place, 0)
      return `http://${LISTENER_HOST}:${port}/${place}`
    },
    visitsTo: (address) => visits.get(address.slice(address.lastIndexOf('/') + 1)) ?? 0,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Reads one request and answers it. @param onVisit told the path once, as soon as it is known */
function listenTo(
  socket: Socket,
  clock: Pick<Clock, 'every'>,
  onVisit: (path: string) => ReturnType<typeof attackerAnswer>,
): void {
  let text = ''
  let answer: Buffer | undefined
  const stop = clock.every(SILENT_FOR, () => socket.destroy())
  const look = (isOver: boolean) => {
    if (answer === undefined && (isOver || text.includes('\n'))) {
      const path = FIRST_LINE.exec(text)?.[1]
      answer = answerBytes(path === undefined ? undefined : onVisit(path), text.startsWith('HEAD '))
    }
    if (answer === undefined || !(isOver || /\r?\n\r?\n/.test(text.slice(-MOST_HEARD)))) return
    socket.removeAllListeners('data').resume().end(answer)
  }
  socket.on('data', (piece: Buffer) => {
    text += piece.toString('latin1')
    look(text.length > MOST_HEARD)
  })
  socket.on('end', () => look(true)).on('close', stop)
}

function answerBytes(found: ReturnType<typeof attackerAnswer>, isHead: boolean): Buffer {
  const { contentType, body } = found ?? { contentType: 'text/plain', body: 'nothing is here\n' }
  const head = [
    `HTTP/1.1 ${found ? '200 OK' : '404 Not Found'}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${isHead ? '' : body}`)
}
