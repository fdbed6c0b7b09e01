import { connect, createServer, type Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { addressesOf, listenAt, portOf } from '#core/http/loopback'

/** A way between two machines: what is said on it arrives a moment later. */
export interface LongWay {
  /** Where it begins, on this machine. */
  port: number
  /** Where it ends, from now on: a port of this machine. */
  leadTo(port: number): void
  close(): Promise<void>
}

/** Who has said all still hears the answer. */
const HALF_OPEN = { allowHalfOpen: true }

/**
 * Opens a way on loopback that is as long as one between two machines, so that there are always tokens under way.
 * What comes back is not held up.
 * @param milliseconds how long it takes
 */
export async function openLongWay(milliseconds: number, clock: Clock): Promise<LongWay> {
  const open = new Set<Socket>()
  let end = 0
  const server = createServer(HALF_OPEN, (from) => {
    const to = connect({ ...HALF_OPEN, host: '127.0.0.1', port: end })
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one)
      one.setNoDelay(true)
      one.on('error', () => {}) // 'close' follows
      one.once('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    to.pipe(from)
    let last: Promise<unknown> = Promise.resolve() // in their order
    const later = (act: () => void) => void (last = Promise.all([last, clock.delay(milliseconds)]).then(act))
    from.on('data', (piece: Buffer) => later(() => to.write(piece)))
    from.once('end', () => later(() => to.end()))
  })
  const twins = await listenAt(server, addressesOf('localhost'), 0, HALF_OPEN)
  return {
    port: portOf(server),
    leadTo: (port) => void (end = port),
    async close() {
      for (const socket of open) socket.destroy()
      await Promise.all([server, ...twins].map((each) => new Promise((resolve) => void each.close(resolve))))
    },
  }
}
