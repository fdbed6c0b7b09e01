import type { Http2Session } from 'node:http2'
import { TUNNEL_WINDOW } from './rules.ts'

/**
 * Gives all streams of a tunnel together the window of the rules, once it is set up. Node says 'connect' of a session, too, that was
 * destroyed before that, as by TLS where the other end speaks rubbish or cuts at once: to set its window would end the process.
 */
export function widenWindow(session: Http2Session): void {
  session.once('connect', () => {
    if (!session.destroyed) session.setLocalWindowSize(TUNNEL_WINDOW)
  })
}
