import type { Http2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { ALIVE_EVERY } from './rules.ts'

/**
 * Ends a tunnel whose other end has gone without a word, as after a cut in the network: asked once in a while (RFC 9113 §6.7), it does
 * not answer until the next time.
 */
export function endWhenGone(session: Http2Session, clock: Clock): void {
  let isAnswered = true
  const stop = clock.every(ALIVE_EVERY, () => {
    if (!isAnswered) return session.destroy()
    isAnswered = false
    session.ping(() => void (isAnswered = true))
  })
  session.once('close', stop)
}

/** When the other end says its last, a tunnel is over: servers and clients of HTTP would keep it half open, and nobody would know. */
export function endWithOther(socket: Socket): void {
  socket.allowHalfOpen = false
}
