import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { TlsIdentity } from '#core/http/tls'

/** Something at the address of people, which counts how often it is asked. */
export interface PeopleStandIn {
  readonly url: string
  asked(): number
  /** How it answers from now on. */
  answer(listener: RequestListener): void
}

/** Until the test ends. */
export async function openPeopleStandIn(
  listener: RequestListener,
  tls?: Pick<TlsIdentity, 'cert' | 'key'>,
): Promise<PeopleStandIn> {
  // prettier-ignore
  let [current, asked] = [listener, 0]
  const count: RequestListener = (request, response) => {
    asked++
    current(request, response)
  }
  const server = tls ? createTlsServer({ cert: tls.cert, key: tls.key }, count) : createServer(count)
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a TCP server that listens
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${port}`,
    asked: () => asked,
    answer: (next) => void (current = next),
  }
}

/** A key set that says when to ask again. */
export const keySetAnswer =
  (keys: readonly object[], exp: unknown = new Date(Date.now() + 3_600_000).toISOString()): RequestListener =>
  (_request, response) =>
    sendText(response, JSON.stringify({ exp, keys }))

export function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(text)
}
