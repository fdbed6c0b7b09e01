import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { AttackRequest } from '#attacks'
import type { Twin } from './twin.ts'

/** A twin at a port of this machine, behind TLS. */
export interface ListeningTwin {
  readonly url: string
  /** PEM of who vouches for its certificate. */
  readonly ca: string
  close(): void
}

/** As much as a twin wants to judge itself. Bytes. */
const LARGEST_HEAD = 2_000_000

/** What every HTTP client says, whoever asks. */
const OF_THE_WIRE = new Set(['host', 'content-length', 'transfer-encoding', 'accept', 'user-agent'])

/** @param tlsFolder with the certificate of serviceb, which is for localhost too */
export async function listenAsTwin(twin: Twin, path: string, tlsFolder: string): Promise<ListeningTwin> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'serviceb.pem', 'serviceb.key.pem'].map((name) => readFile(join(tlsFolder, name), 'utf8')),
  )
  const server = createServer(
    { cert, key, maxHeaderSize: LARGEST_HEAD, keepAliveTimeout: 60_000 },
    (request, response) => {
      void answerBy(twin, request, response)
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens
  return {
    url: `https://localhost:${port}${path}`,
    ca: String(ca),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answerBy(twin: Twin, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const outcome = await twin.answer(await asItCame(request))
  if (outcome.kind === 'dropped') request.socket.destroy()
  if (outcome.kind !== 'answered') return
  const { status, headers, body } = outcome.answer
  response.writeHead(status, headers.flat()).end(body)
}

/** A request as the catalogue writes one: its headers in their order, each as often as it came. */
async function asItCame(request: IncomingMessage): Promise<AttackRequest> {
  const { method = 'GET', url = '/', rawHeaders } = request
  const [path = '', query] = url.split('?', 2)
  const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []))
  const headers = pairs.filter(([name, value]) => !OF_THE_WIRE.has(name.toLowerCase()) && !isOfConnection(name, value))
  const body = await text(request)
  return { method, path, headers, ...(query !== undefined && { query }), ...(body !== '' && { body }) }
}

const isOfConnection = (name: string, value: string) =>
  name.toLowerCase() === 'connection' && /^(?:keep-alive|close)$/i.test(value)
