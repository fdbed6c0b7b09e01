import type { Http2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { ALIVE_EVERY, SPEAKS_WITHIN } from './rules.ts'

/**
 * Ends a tunnel whose other end has gone without a word, as after a cut in the network: asked once in a while (RFC 9113 §6.7), it does
 * not answer until the next time. One that is over waits for its other end to close the connection: no longer than that, either.
 */
export function endWhenGone(session: Http2Session, socket: Socket, clock: Clock): void {
  let isAnswered = true
  const stop = clock.every(ALIVE_EVERY, () => {
    if (session.destroyed) return void socket.destroy() // to ask here would end the process
    if (!isAnswered) return session.destroy()
    isAnswered = false
    session.ping(() => void (isAnswered = true))
  })
  session.once('close', stop)
}

/**
 * Ends a tunnel whose other end has agreed to speak this and does not: it is not taken for somebody who is there.
 * @param word what of its settings or of ours is waited for
 */
export function endUnlessOpened(session: Http2Session, word: 'remoteSettings' | 'localSettings', clock: Clock): void {
  const stop = clock.every(SPEAKS_WITHIN, () => session.destroy())
  session.once(word, stop)
  session.once('close', stop)
}

/** When the other end says its last, a tunnel is over: servers and clients of HTTP would keep it half open, and nobody would know. */
export function endWithOther(socket: Socket): void {
  socket.allowHalfOpen = false
}
