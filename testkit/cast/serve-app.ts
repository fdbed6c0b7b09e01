import { once } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { errorText } from '#core/error-text'
import { createServer } from '#core/http/node-http'
import { holdAsAgreed } from '#core/http/process-hold'
import { shownText } from '#core/shown-text'

export interface ServedApp {
  port: number
  /** From now on this answers; until then nobody is served. */
  answerBy(listener: RequestListener): void
  close(): Promise<void>
}

const nobodyYet: RequestListener = (_request, response) => void response.writeHead(503).end()

/**
 * Listens on a free port of this machine. What the app throws, at once or by its promise, is a 500 and a warning of one line.
 * @param role whose place the app has, for the warning
 * @param identity absent: plain HTTP
 */
export async function serveApp(role: string, identity: { cert: string; key: string } | undefined): Promise<ServedApp> {
  let answer = nobodyYet
  const listener: RequestListener = (request, response) =>
    void (async () => answer(request, response))().catch((error: unknown) => {
      process.emitWarning(`${role}: your app threw: ${shownText(errorText(error))}`, 'JwtSandboxWarning')
      answerFailure(response)
    })
  const http = createServer(listener)
  const server = identity ? createTlsServer(identity, (socket) => void http.emit('connection', socket)) : http
  server.listen(0, 'localhost')
  await once(server, 'listening')
  holdAsAgreed(server)
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    answerBy: (next) => void (answer = next),
    async close() {
      const closed = once(server, 'close')
      server.close()
      http.closeAllConnections()
      await closed
    },
  }
}

function answerFailure(response: ServerResponse): void {
  if (response.writableEnded) return
  if (response.headersSent) return void response.destroy()
  for (const name of response.getHeaderNames()) response.removeHeader(name) // a length, of a body that does not come
  response.writeHead(500).end()
}
