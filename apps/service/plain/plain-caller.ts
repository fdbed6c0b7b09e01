import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { findHost } from '#core/http/find-host'
import { Agent, request } from '#core/http/node-http'

/** What somebody who was asked answered. */
export interface PlainAnswer {
  status: number
  type: string
  headers: IncomingHttpHeaders
  body: string
}

/** What else a request has than its head: absent, it is a GET. */
export interface PlainSent {
  method: string
  /** JSON. */
  body: string
}

/** Where somebody listens. */
export interface PlainAddress {
  host: string
  port: number
}

/** A client of HTTP as every language has one: it asks for an address, by way of a proxy where it is told to (`http_proxy`). */
export interface PlainCaller {
  /**
   * @param address `http://localhost:8081/echo`
   * @param proxy absent: it asks there itself
   * @param sent absent: GET
   * @throws the platform's error when there is no answer; Error for one that is too large; the signal's reason
   */
  ask(
    address: string,
    headers: OutgoingHttpHeaders,
    signal: AbortSignal,
    proxy?: PlainAddress,
    sent?: PlainSent,
  ): Promise<PlainAnswer>
  close(): void
}

/** An answer with more is none of B's. Bytes. */
const LARGEST_ANSWER = 100_000

const ofBody = (body: string) => ({ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })

/** A of scenario 11: it asks B for something, without a line about tokens. */
export function createPlainCaller(): PlainCaller {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, timeout: 4000 })
  return {
    async ask(address, headers, signal, proxy, sent) {
      const { hostname, port, pathname, search, host } = new URL(address)
      const way = proxy
        ? { host: proxy.host, port: proxy.port, path: address }
        : { host: hostname, port: Number(port || 80), path: pathname + search }
      const { promise, resolve, reject } = Promise.withResolvers<PlainAnswer>()
      const own = sent ? { method: sent.method, headers: { ...headers, ...ofBody(sent.body), host } } : { headers: { ...headers, host } } // prettier-ignore
      const asked = request({ ...way, ...findHost(way.host), ...own, agent, signal }, (answer) => {
        const chunks: Buffer[] = []
        let size = 0
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          if ((size += chunk.length) > LARGEST_ANSWER) asked.destroy(new Error('the answer is too large'))
        })
        answer.on('error', reject)
        answer.on('end', () => {
          const body = Buffer.concat(chunks).toString()
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            headers: answer.headers,
            body,
          })
        })
      })
      asked.on('error', reject)
      asked.end(sent?.body)
      return promise
    },
    close: () => agent.destroy(),
  }
}
