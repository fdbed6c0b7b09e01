import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/**
 * Passes on what each says to the other, one end after the other. Where one is cut, so is the other, so that nobody takes half of it for
 * the whole.
 */
export function join(one: Duplex, other: Duplex): void {
  passOnTo(one, other)
  passOnTo(other, one)
}

function passOnTo(from: Duplex, to: Duplex): void {
  from.on('error', () => {}) // 'close' follows
  from.once('close', () => void (hasSaidAll(from) || cut(to)))
  if (from.destroyed) cut(to)
  else from.pipe(to)
}

const hasSaidAll = ({ readableEnded, writableFinished }: Duplex) => readableEnded && writableFinished

/**
 * Ends a connection so that the other end knows that it is cut: a plain end looks like all that there is (RFC 9293 §3.5.3). Node's own
 * `resetAndDestroy` says the plain end first, and whoever hears that does not wait for the rest. By TLS and by pipes there is no other.
 */
export function cut(end: Duplex): void {
  const isTcp = end instanceof Socket && !(end instanceof TLSSocket) && end.remoteAddress !== undefined
  if (isTcp) Object.assign(end, { resetAndClosing: true }) // what that sets, too
  end.destroy()
}
