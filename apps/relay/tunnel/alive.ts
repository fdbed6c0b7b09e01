import type { Http2Session } from 'node:http2'
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
