import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { createServer } from '#core/http/node-http'
import { holdAsAgreed } from '#core/http/process-hold'

export interface ServedApp {
  port: number
  /** From now on this answers; until then nobody is served. */
  answerBy(listener: RequestListener): void
  close(): Promise<void>
}

const nobodyYet: RequestListener = (_request, response) => void response.writeHead(503).end()

/** Listens on a free port of this machine. @param identity absent: plain HTTP */
export async function serveApp(identity: { cert: string; key: string } | undefined): Promise<ServedApp> {
  let answer = nobodyYet
  const listener: RequestListener = (request, response) => answer(request, response)
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
