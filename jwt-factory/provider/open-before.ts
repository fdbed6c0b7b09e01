import type { RequestHandler } from 'express'

/**
 * Opens the provider before a route is asked. After a start that takes its time, and whoever asked may be gone when it is done: then
 * nothing is done for them. A refresh token that was traded in for nobody is used up, and who comes with it again looks like a thief
 * (RFC 9700 §4.14.2): a gateway that does not wait so long would lose all of its sessions.
 */
export const openBefore =
  (open: () => Promise<void>): RequestHandler =>
  async (_request, response, next) => {
    await open()
    if (!response.closed) next()
  }
